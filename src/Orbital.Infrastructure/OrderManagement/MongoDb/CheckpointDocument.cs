using MongoDB.Bson;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>A checkpoint as it is stored, and read whatever somebody has made of it by hand.</summary>
internal static class CheckpointDocument
{
    public const string Collection = "orbital_checkpoints";

    /// <param name="stored">The document.</param>
    /// <param name="problems">Is told each field that cannot be used.</param>
    /// <returns>Null when no position was ever saved.</returns>
    public static FeedCheckpoint? Read(BsonDocument stored, Action<string> problems)
    {
        if (!stored.TryGetValue("position", out var position))
            return null;
        if (position is not BsonString)
            problems($"position must be text, was of BSON type {position.BsonType}");
        // What is no position is refused when the stream is opened with it, and told there.
        return new FeedCheckpoint(new FeedPosition(position is BsonString text ? text.Value : position.ToString()!), ReadReading(stored, problems));
    }

    public static BsonDocument Write(CollectionReading reading) => new()
    {
        { "reason", reading.Reason },
        { "since", reading.Since.UtcDateTime },
        { "second", reading.IsSecond },
        { "bounded", reading.IsBounded },
        { "after", WriteAfter(reading) },
        { "unknown", reading.Unknown.ToString() },
    };

    public static BsonValue WriteAfter(CollectionReading reading) => reading.After is null ? BsonNull.Value : reading.After;

    public static UnknownDocuments ReadDecision(BsonDocument? reading) =>
        reading?.GetValue("unknown", BsonNull.Value) is BsonString { Value: var name } && Enum.TryParse<UnknownDocuments>(name, ignoreCase: true, out var decision)
            && Enum.IsDefined(decision)
            ? decision
            : UnknownDocuments.Undecided;

    private static CollectionReading? ReadReading(BsonDocument stored, Action<string> problems)
    {
        var value = stored.GetValue("reading", BsonNull.Value);
        if (value.IsBsonNull)
            return null;
        var fields = value as BsonDocument ?? [];
        var after = fields.GetValue("after", BsonNull.Value);
        if (value is not BsonDocument || fields.GetValue("since", BsonNull.Value) is not BsonDateTime
            || after is not (BsonNull or BsonString) || (after is BsonString place && ScanPlace.Read(place.Value) is null))
            problems("reading must hold reason, since (a date) and after (text that it wrote itself): the collection is read from its beginning");
        return new CollectionReading
        {
            Reason = fields.GetValue("reason", BsonNull.Value) is BsonString reason ? reason.Value : "unknown",
            Since = fields.GetValue("since", BsonNull.Value) is BsonDateTime since ? new DateTimeOffset(since.ToUniversalTime()) : DateTimeOffset.UnixEpoch,
            IsSecond = fields.GetValue("second", true) != false,
            IsBounded = fields.GetValue("bounded", true) != false,
            After = after is BsonString text && ScanPlace.Read(text.Value) is not null ? text.Value : null,
            Unknown = ReadDecision(fields),
        };
    }
}
