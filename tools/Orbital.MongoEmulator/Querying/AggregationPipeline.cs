using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;
using Stage = System.Func<
    System.Collections.Generic.IEnumerable<Orbital.MongoEmulator.Documents.RawDocument>,
    System.Collections.Generic.IEnumerable<Orbital.MongoEmulator.Documents.RawDocument>>;

namespace Orbital.MongoEmulator.Querying;

/// <summary>An aggregation over a collection: $match, $project, $sort, $skip, $limit, $count and a basic $group.</summary>
internal sealed class AggregationPipeline(Filter filter, IReadOnlyList<Stage> stages)
{
    public static AggregationPipeline Parse(IReadOnlyList<BsonDocument> stages, DateTime now)
    {
        // The first $match goes to the search, which knows the way by _id.
        var leading = stages.Count > 0 && stages[0].TryGetValue("$match", out var match) && match is BsonDocument query ? query : null;
        var rest = leading is null ? stages : stages.Skip(1);
        return new AggregationPipeline(
            FilterParser.Parse(leading ?? [], now),
            [.. rest.Select(stage => ParseStage(stage.GetElement(0), now))]);
    }

    public IEnumerable<RawDocument> Run(StoredCollection? collection)
    {
        var documents = DocumentSearch.Find(collection, filter).Select(document => document.Document);
        return stages.Aggregate(documents, (current, stage) => stage(current));
    }

    private static Stage ParseStage(BsonElement stage, DateTime now)
    {
        switch (stage.Name)
        {
            case "$match":
                var filter = FilterParser.Parse(DocumentOf(stage), now);
                return documents => documents.Where(filter.Matches);
            case "$project":
                var projection = ProjectionParser.Parse(DocumentOf(stage), now);
                return documents => documents.Select(projection.Apply);
            case "$sort":
                var sort = SortOrder.Parse(DocumentOf(stage));
                return documents => sort.Apply(documents, static document => document);
            case "$skip":
                var skip = CountOf(stage, minimum: 0);
                return documents => documents.Skip(skip);
            case "$limit":
                var limit = CountOf(stage, minimum: 1);
                return documents => documents.Take(limit);
            case "$count" when stage.Value is BsonString { Value.Length: > 0 } name:
                return documents => documents.Count() is > 0 and var n ? [RawDocument.From(new BsonDocument(name.Value, n))] : [];
            case "$group":
                return GroupStage.Parse(DocumentOf(stage), now);
            default:
                throw new CommandException(40324, $"Unrecognized pipeline stage name: '{stage.Name}' (to this MongoDB emulator)");
        }
    }

    private static BsonDocument DocumentOf(BsonElement stage) => stage.Value as BsonDocument
        ?? throw new CommandException(15959, $"the {stage.Name} specification must be an object");

    private static int CountOf(BsonElement stage, int minimum) => stage.Value.IsNumeric && stage.Value.ToDouble() >= minimum
        ? (int)Math.Min(stage.Value.ToDouble(), int.MaxValue)
        : throw new CommandException(5107201, $"invalid argument to {stage.Name} stage: {stage.Value}");
}
