using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Reads one open change stream.</summary>
internal sealed class ChangeStreamSession(IChangeStreamCursor<RawBsonDocument> cursor, OrderFeedOptions options, TimeProvider time)
    : IOrderFeedSession
{
    private readonly SourceFields _fields = options.SourceFields;

    /// <summary>Where the stream stands: behind the whole batch in hand.</summary>
    public FeedPosition? Position => ToPosition(cursor.GetResumeToken());

    public async Task<FeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        var open = await MongoFailures.TranslateAsync(cursor.MoveNextAsync, options.ReplyTimeout, time, cancellationToken);
        if (!open)
            throw new FeedUnavailableException("MongoDB ended the change stream");
        return new FeedBatch([.. cursor.Current.Select(ToChange).OfType<OrderChange>()], Position);
    }

    public ValueTask DisposeAsync() => CursorClosing.CloseAsync(cursor, time);

    private OrderChange? ToChange(RawBsonDocument change)
    {
        // MongoDB looks an updated document up when it sends the change: one that is deleted by then is none of ours any more.
        if (change.GetValue("fullDocument", BsonNull.Value) is not RawBsonDocument document)
            return null;
        var position = ToPosition(change["_id"].AsBsonDocument);
        return OrderChanges.Read(position, change["documentKey"].AsBsonDocument, document, _fields, isUpdate: change["operationType"] != "insert");
    }

    private static FeedPosition? ToPosition(BsonDocument? token) => token is null ? null : new FeedPosition(token.ToJson());
}
