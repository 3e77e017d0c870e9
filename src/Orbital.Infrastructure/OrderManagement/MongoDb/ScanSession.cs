using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// Reads a whole collection, then the change stream from where it stood before. No position is given out before the scan is complete:
/// a scan that is interrupted begins again.
/// </summary>
internal sealed class ScanSession(
    IAsyncCursor<RawBsonDocument> documents,
    FeedPosition live,
    Func<CancellationToken, Task<ChangeStreamSession>> openStream,
    OrderFeedOptions options,
    TimeProvider time) : IOrderFeedSession
{
    private readonly SourceFields _fields = options.SourceFields;
    private ChangeStreamSession? _stream;

    public async Task<FeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        if (_stream is not null)
            return await _stream.ReadAsync(cancellationToken);
        if (await MongoFailures.TranslateAsync(documents.MoveNextAsync, options.ReplyTimeout, time, cancellationToken))
            return new FeedBatch([.. documents.Current.Select(document => Read(document))], Position: null);
        _stream = await openStream(cancellationToken);
        return new FeedBatch([], live);
    }

    private OrderChange Read(RawBsonDocument document) =>
        OrderChanges.Read(position: null, document, document, _fields, isUpdate: false);

    public async ValueTask DisposeAsync()
    {
        await CursorClosing.CloseAsync(documents, time);
        if (_stream is not null)
            await _stream.DisposeAsync();
    }
}
