using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Querying;

namespace Orbital.MongoEmulator.ChangeStreams;

/// <summary>The caller's stages behind <c>$changeStream</c>: $match and $project, in any number and order.</summary>
internal sealed class EventPipeline(IReadOnlyList<Func<RawDocument, RawDocument?>> stages)
{
    public static EventPipeline Parse(IEnumerable<BsonDocument> stages, DateTime now) =>
        new([.. stages.Select(stage => ParseStage(stage, now))]);

    /// <summary>The event as the client sees it, or null when a $match drops it.</summary>
    public RawDocument? Apply(RawDocument changeEvent)
    {
        var result = changeEvent;
        foreach (var stage in stages)
        {
            if (stage(result) is not { } next)
                return null;

            result = next;
        }

        return HasSameId(changeEvent, result) ? result : throw new CommandException(
            ErrorCodes.ChangeStreamFatalError,
            "Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point. Only transformations that retain the unmodified _id field are allowed.");
    }

    private static Func<RawDocument, RawDocument?> ParseStage(BsonDocument stage, DateTime now)
    {
        if (stage.ElementCount != 1 || stage[0] is not BsonDocument specification)
            throw new CommandException(40323, "A pipeline stage specification object must contain exactly one field.");

        switch (stage.GetElement(0).Name)
        {
            case "$match":
                var filter = FilterParser.Parse(specification, now);
                return document => filter.Matches(document) ? document : null;
            case "$project":
                var projection = ProjectionParser.Parse(specification, now);
                return document => projection.Apply(document);
            case var name:
                throw new CommandException(ErrorCodes.IllegalOperation, $"{name} is not permitted in a $changeStream pipeline of this MongoDB emulator");
        }
    }

    private static bool HasSameId(RawDocument before, RawDocument after) =>
        before.TryGet("_id"u8, out var id) && after.TryGet("_id"u8, out var kept) && id.Bytes.Span.SequenceEqual(kept.Bytes.Span);
}
