using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Reads one change stream. Where an event is too large to be handed out it reads on without documents, and looks those up.</summary>
internal sealed partial class ChangeStreamSession(
    MongoConnection mongo, ChangeStreams streams, ChangeStreamOptions start, OrderFeedOptions options, TimeProvider time, ILogger logger)
    : IOrderFeedSession
{
    private readonly SourceFields _fields = options.SourceFields;
    private readonly StreamWatch _watch = new(mongo, time, logger);
    private readonly DocumentLookUp _documents = new(mongo, options, time);
    private ChangeStreamOptions _start = start;
    private IChangeStreamCursor<RawBsonDocument>? _cursor;
    private bool _withDocuments = true;
    private bool _isReplaced;

    /// <summary>Where the stream stands: behind the whole batch in hand.</summary>
    public FeedPosition? Position => ToPosition(_cursor?.GetResumeToken());

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            _cursor ??= await streams.OpenAsync(_start, _withDocuments, cancellationToken);
        }
        catch (EventTooLargeException exception)
        {
            await ReadOnAsync(withDocuments: false, exception, cancellationToken);
        }
    }

    public async Task<FeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isReplaced)
            throw new FeedHistoryLostException($"another collection was renamed to {options.Collection}");
        try
        {
            return await ReadBatchAsync(cancellationToken);
        }
        catch (EventTooLargeException exception)
        {
            await ReadOnAsync(withDocuments: false, exception, cancellationToken);
            return new FeedBatch([], Position: null);
        }
    }

    public ValueTask DisposeAsync() => _cursor is null ? ValueTask.CompletedTask : CursorClosing.CloseAsync(_cursor, time);

    private async Task<FeedBatch> ReadBatchAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var cursor = _cursor!;
        if (!await MongoFailures.TranslateStreamAsync(cursor.MoveNextAsync, options.ReplyTimeout, time, cancellationToken))
            throw new FeedUnavailableException("MongoDB ended the change stream");
        var changes = await ReadAsync(cursor.Current, cancellationToken);
        var token = cursor.GetResumeToken();
        if (changes.Count == 0 && !_isReplaced)
            _watch.AnsweredWithNothing(token);
        else
            _watch.Answered();
        if (token is not null)
            _start = new ChangeStreamOptions { StartAfter = token };
        if (!_withDocuments && cursor.Current.Any())
            await ReadOnAsync(withDocuments: true, exception: null, cancellationToken);
        return new FeedBatch(changes, _isReplaced ? null : ToPosition(token))
        {
            ReadUpTo = ClusterTimes.OfToken(token) is { } upTo ? ClusterTimes.ToTime(upTo) : mongo.Clock.Now,
            SourceTime = mongo.Clock.Now,
        };
    }

    /// <summary>Goes on from the last position, with documents or without: one batch without passes what was too large.</summary>
    private async Task ReadOnAsync(bool withDocuments, EventTooLargeException? exception, CancellationToken cancellationToken)
    {
        if (exception is not null && !_withDocuments)
            throw new FeedHistoryLostException(exception.Message, exception);
        if (exception is not null)
            LogTooLarge(exception.Message);
        if (_cursor is not null)
            await CursorClosing.CloseAsync(_cursor, time);
        _cursor = null;
        _withDocuments = withDocuments;
        if (!withDocuments)
            await OpenAsync(cancellationToken);
    }

    /// <summary>
    /// Reads up to a rename that puts another collection in the place of ours. Its documents were never inserted there, so the stream has
    /// none of them, and no position behind the rename may be given out.
    /// </summary>
    private async Task<List<OrderChange>> ReadAsync(IEnumerable<RawBsonDocument> events, CancellationToken cancellationToken)
    {
        var changes = new List<OrderChange>();
        foreach (var change in events)
        {
            _isReplaced = change["operationType"] == OrderProjection.Rename;
            if (_isReplaced)
                break;
            var document = _withDocuments
                ? change.GetValue("fullDocument", BsonNull.Value) as RawBsonDocument
                : await _documents.FindAsync(change["documentKey"]["_id"], change["clusterTime"].AsBsonTimestamp, cancellationToken);
            // MongoDB looks an updated document up when it sends the change: one that is deleted by then is none of ours any more.
            if (document is not null)
                changes.Add(ToChange(change, document));
        }

        return changes;
    }

    private OrderChange ToChange(RawBsonDocument change, RawBsonDocument document) => OrderChanges.Read(
        ToPosition(change["_id"].AsBsonDocument), change["documentKey"].AsBsonDocument, document, _fields,
        isUpdate: change["operationType"] != "insert", TimeOf(change));

    private static DateTimeOffset? TimeOf(RawBsonDocument change) =>
        change.GetValue("clusterTime", BsonNull.Value) is BsonTimestamp cluster ? ClusterTimes.ToTime(cluster) : null;

    private static FeedPosition? ToPosition(BsonDocument? token) => token is null ? null : new FeedPosition(token.ToJson());

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change is too large for the change stream ({Problem}); its document is looked up instead")]
    private partial void LogTooLarge(string problem);
}
