using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// Reads all documents of the collection, the oldest first as far as that can be had: a small one in the sequence in which MongoDB keeps it, anew
/// if it is interrupted; a large one by <c>_id</c>, so that it goes on where it was.
/// </summary>
internal sealed class CollectionScan(MongoConnection mongo, OrderFeedOptions options, TimeProvider time) : IAsyncDisposable
{
    // New orders wait behind what one read of the scan brings.
    private const int LargestBatch = 100;

    private readonly IMongoCollection<RawBsonDocument> _documents = mongo.Database.GetCollection<RawBsonDocument>(options.Collection);
    private IClientSessionHandle? _session;
    private IAsyncCursor<RawBsonDocument>? _cursor;
    private BsonValue? _after;

    /// <summary>Whether documents come by <c>_id</c>, so that another scan can go on behind one of them.</summary>
    public bool IsOrdered { get; private set; }

    /// <summary>
    /// Opens it so that it sees whatever was written before the stream that is open already: read concern majority alone may show less. So a write
    /// is made durable now, and the scan reads behind it.
    /// </summary>
    public async Task OpenAsync(BsonValue? after, CancellationToken cancellationToken)
    {
        _after = after;
        IsOrdered = after is not null || await IsLargeAsync(cancellationToken);
        _session = await mongo.StartSessionAsync(after: null, cancellationToken);
        await MongoFailures.TranslateAsync(
            token => mongo.Database.GetCollection<BsonDocument>(CheckpointDocument.Collection).UpdateOneAsync(
                _session, new BsonDocument("_id", options.Collection), new BsonDocument("$inc", new BsonDocument("readings", 1L)), null, token),
            options.ReplyTimeout, time, cancellationToken);
        _cursor = await MongoFailures.TranslateAsync(
            token => _documents.FindAsync(_session, FilterDefinition<RawBsonDocument>.Empty, Options(), token),
            options.ReplyTimeout, time, cancellationToken);
    }

    /// <summary>The next documents; null behind the last one.</summary>
    public async Task<IReadOnlyList<RawBsonDocument>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await MongoFailures.TranslateAsync(_cursor!.MoveNextAsync, options.ReplyTimeout, time, cancellationToken))
            return null;
        // The bound is part of what it bounds.
        return [.. _cursor.Current.Where(document => _after is null || document["_id"] != _after)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_cursor is not null)
            await CursorClosing.CloseAsync(_cursor, time);
        _session?.Dispose();
    }

    private async Task<bool> IsLargeAsync(CancellationToken cancellationToken) => options.LargeCollection <= await MongoFailures.TranslateAsync(
        token => _documents.EstimatedDocumentCountAsync(null, token), options.ReplyTimeout, time, cancellationToken);

    /// <remarks>A bound of the index, not a filter: comparisons in a filter keep to the type of the value, and ids may be of several.</remarks>
    private FindOptions<RawBsonDocument, RawBsonDocument> Options()
    {
        var find = new FindOptions<RawBsonDocument, RawBsonDocument>
        {
            Projection = OrderProjection.OfDocument(options.SourceFields),
            BatchSize = Math.Min(options.BatchSize, LargestBatch),
        };
        if (!IsOrdered)
            return find;
        find.Sort = new BsonDocument("_id", 1);
        find.Hint = new BsonDocument("_id", 1);
        if (_after is not null)
            find.Min = new BsonDocument("_id", _after);
        return find;
    }
}
