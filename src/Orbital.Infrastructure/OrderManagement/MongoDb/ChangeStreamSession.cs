using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Reads one open change stream.</summary>
internal sealed class ChangeStreamSession(IChangeStreamCursor<RawBsonDocument> cursor, OrderFeedOptions options, TimeProvider time)
    : IOrderFeedSession
{
    /// <summary>Where the stream stands: behind the whole batch in hand.</summary>
    public FeedPosition? Position => ToPosition(cursor.GetResumeToken());

    public async Task<FeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        var open = await MongoFailures.TranslateAsync(cursor.MoveNextAsync, options.ReplyTimeout, time, cancellationToken);
        if (!open)
            throw new FeedUnavailableException("MongoDB ended the change stream");
        return new FeedBatch([.. cursor.Current.Select(ToChange)], Position);
    }

    public ValueTask DisposeAsync() => CursorClosing.CloseAsync(cursor, time);

    private static OrderChange ToChange(RawBsonDocument change)
    {
        var position = ToPosition(change["_id"].AsBsonDocument);
        return OrderChanges.Read(position, change["documentKey"].AsBsonDocument, (RawBsonDocument)change["fullDocument"]);
    }

    private static FeedPosition? ToPosition(BsonDocument? token) => token is null ? null : new FeedPosition(token.ToJson());
}
