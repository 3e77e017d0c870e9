using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Reads one open change stream.</summary>
internal sealed class ChangeStreamSession(IChangeStreamCursor<RawBsonDocument> cursor, OrderFeedOptions options, TimeProvider time)
    : IOrderFeedSession
{
    private readonly SourceFields _fields = options.SourceFields;
    private bool _isReplaced;

    /// <summary>Where the stream stands: behind the whole batch in hand.</summary>
    public FeedPosition? Position => ToPosition(cursor.GetResumeToken());

    public async Task<FeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isReplaced)
            throw new FeedHistoryLostException($"another collection was renamed to {options.Collection}");
        var open = await MongoFailures.TranslateStreamAsync(cursor.MoveNextAsync, options.ReplyTimeout, time, cancellationToken);
        if (!open)
            throw new FeedUnavailableException("MongoDB ended the change stream");
        var changes = Read(cursor.Current);
        return new FeedBatch(changes, _isReplaced ? null : Position);
    }

    public ValueTask DisposeAsync() => CursorClosing.CloseAsync(cursor, time);

    /// <summary>
    /// Reads up to a rename that puts another collection in the place of ours. Its documents were never inserted there, so the stream has
    /// none of them, and no position behind the rename may be given out.
    /// </summary>
    private List<OrderChange> Read(IEnumerable<RawBsonDocument> events)
    {
        var changes = new List<OrderChange>();
        foreach (var change in events)
        {
            _isReplaced = change["operationType"] == OrderProjection.Rename;
            if (_isReplaced)
                break;
            if (ToChange(change) is { } order)
                changes.Add(order);
        }

        return changes;
    }

    private OrderChange? ToChange(RawBsonDocument change)
    {
        // MongoDB looks an updated document up when it sends the change: one that is deleted by then is none of ours any more.
        if (change.GetValue("fullDocument", BsonNull.Value) is not RawBsonDocument document)
            return null;
        var position = ToPosition(change["_id"].AsBsonDocument);
        var isUpdate = change["operationType"] != "insert";
        return OrderChanges.Read(position, change["documentKey"].AsBsonDocument, document, _fields, isUpdate, TimeOf(change));
    }

    // Before MongoDB 6.0 there is only the cluster time, in whole seconds.
    private static DateTimeOffset? TimeOf(RawBsonDocument change) =>
        change.GetValue("wallTime", BsonNull.Value) is BsonDateTime wall ? DateTimeOffset.FromUnixTimeMilliseconds(wall.MillisecondsSinceEpoch)
        : change.GetValue("clusterTime", BsonNull.Value) is BsonTimestamp cluster ? DateTimeOffset.FromUnixTimeSeconds((uint)cluster.Timestamp)
        : null;

    private static FeedPosition? ToPosition(BsonDocument? token) => token is null ? null : new FeedPosition(token.ToJson());
}
