using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Faults;
using Orbital.MongoEmulator.Querying;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>find, count and distinct.</summary>
internal sealed class ReadCommands(MongoStore store, CursorRegistry cursors, ReplicationFaults faults) : ICommandGroup
{
    private const int DefaultFirstBatch = 101;

    public void Register(CommandTable commands)
    {
        commands.AddAsync("find", FindAsync);
        commands.Add("count", Count);
        commands.Add("distinct", Distinct);
    }

    /// <summary>The first batch; what is left stays open as a cursor.</summary>
    public static async ValueTask<CommandReply> OpenAsync(
        CommandRequest request, ServerCursor cursor, CursorRegistry cursors, int? batchSize, bool singleBatch = false)
    {
        var batch = await cursor.NextAsync(batchSize ?? DefaultFirstBatch, TimeSpan.Zero, request.Connection.Closed);
        cursor.Session = request.Session;
        if (!batch.Finished && !singleBatch)
            cursors.Add(cursor);

        return new CommandReply([], new CursorReply("firstBatch", cursor.Id, cursor.Namespace, batch));
    }

    private ValueTask<CommandReply> FindAsync(CommandRequest request)
    {
        request.AllowOnly(
            "filter", "sort", "projection", "skip", "limit", "batchSize", "singleBatch", "hint", "min", "allowDiskUse", "noCursorTimeout");
        var result = Select(request);
        var limit = request.Number("limit") ?? 0;
        return OpenAsync(
            request,
            new ResultCursor(request.Target.ToString(), result),
            cursors,
            request.Number("batchSize"),
            request.Flag("singleBatch") || limit < 0);
    }

    private List<RawDocument> Select(CommandRequest request)
    {
        var now = store.Now;
        var filter = FilterParser.Parse(request.Document("filter"), now);
        var sort = SortOrder.Parse(request.Document("sort"));
        var projection = request.Document("projection") is { ElementCount: > 0 } fields ? ProjectionParser.Parse(fields, now) : null;
        lock (store.Gate)
        {
            var found = DocumentSearch.Find(store.Find(request.Target), filter)
                .Where(document => IsWithin(document.Id, request) && faults.Shows(document, request))
                .Select(document => document.Document);
            var page = Page(sort.Apply(found, static document => document), request.Number("skip"), Math.Abs(request.Number("limit") ?? 0));
            return [.. projection is null ? page : page.Select(projection.Apply)];
        }
    }

    /// <summary>The lower bound of the index on <c>_id</c>; unlike a filter it knows no types.</summary>
    private static bool IsWithin(BsonValue id, CommandRequest request)
    {
        var min = request.Document("min");
        if (min.ElementCount == 0)
            return true;
        if (min.ElementCount != 1 || !min.Contains("_id") || request.Document("hint") != new BsonDocument("_id", 1))
            throw CommandException.NotSupported("'min' on another index than that of _id, or without a hint at it");
        return ValueOrder.Instance.Compare(id, min["_id"]) >= 0;
    }

    private CommandReply Count(CommandRequest request)
    {
        request.AllowOnly("query", "skip", "limit", "hint");
        var filter = FilterParser.Parse(request.Document("query"), store.Now);
        lock (store.Gate)
        {
            var collection = store.Find(request.Target);
            var isPlain = filter.Source.ElementCount == 0 && !request.Body.Contains("skip") && !request.Body.Contains("limit");
            var n = isPlain
                ? collection?.Count ?? 0
                : Page(DocumentSearch.Find(collection, filter), request.Number("skip"), Math.Abs(request.Number("limit") ?? 0)).Count();
            return new CommandReply(new BsonDocument("n", n));
        }
    }

    private CommandReply Distinct(CommandRequest request)
    {
        request.AllowOnly("key", "query", "hint");
        var filter = FilterParser.Parse(request.Document("query"), store.Now);
        var path = new FieldPath(request.Body["key"].AsString);
        lock (store.Gate)
        {
            var values = DocumentSearch.Find(store.Find(request.Target), filter)
                .SelectMany(document => path.IndexedValues(document.Document))
                .Distinct(ValueOrder.Instance)
                .Order(ValueOrder.Instance);
            return new CommandReply(new BsonDocument("values", new BsonArray(values)));
        }
    }

    private static IEnumerable<T> Page<T>(IEnumerable<T> items, int? skip, int limit)
    {
        var rest = skip is > 0 ? items.Skip(skip.Value) : items;
        return limit == 0 ? rest : rest.Take(limit);
    }
}
