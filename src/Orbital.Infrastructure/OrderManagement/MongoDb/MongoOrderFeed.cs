using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>The feed as a change stream, with a scan of the collection in front where one is asked for.</summary>
internal sealed class MongoOrderFeed(MongoConnection mongo, OrderFeedOptions options, TimeProvider time) : IOrderFeed
{
    public async Task<IOrderFeedSession> OpenAsync(FeedStart start, CancellationToken cancellationToken) => start switch
    {
        FeedStart.After after => new ChangeStreamSession(await WatchAsync(After(after.Position), cancellationToken), options, time),
        FeedStart.At at => new ChangeStreamSession(await WatchAsync(From(at.Time), cancellationToken), options, time),
        FeedStart.Beginning => await OpenScanAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(start), start, "unknown start"),
    };

    public async Task<FeedPosition> GetPresentAsync(CancellationToken cancellationToken)
    {
        await using var present = new ChangeStreamSession(await WatchAsync(new ChangeStreamOptions(), cancellationToken), options, time);
        return present.Position
            ?? (await present.ReadAsync(cancellationToken)).Position
            ?? throw new FeedUnavailableException("MongoDB gave no resume token for a new change stream");
    }

    /// <summary>
    /// The stream's position is taken before the scan begins, so what is inserted meanwhile comes from one of the two, or from both.
    /// </summary>
    private async Task<ScanSession> OpenScanAsync(CancellationToken cancellationToken)
    {
        var live = await GetPresentAsync(cancellationToken);
        var find = new FindOptions<RawBsonDocument, RawBsonDocument> { Projection = OrderProjection.OfDocument(options.SourceFields), BatchSize = options.BatchSize };
        var collection = mongo.Database.GetCollection<RawBsonDocument>(options.Collection);
        var documents = await MongoFailures.TranslateAsync(
            token => collection.FindAsync(FilterDefinition<RawBsonDocument>.Empty, find, token),
            options.ReplyTimeout, time, cancellationToken);
        return new ScanSession(
            documents, live, async token => new ChangeStreamSession(await WatchAsync(After(live), token), options, time), options, time);
    }

    // Unlike resumeAfter it also goes on behind the drop of a database.
    private static ChangeStreamOptions After(FeedPosition position)
    {
        try
        {
            return new ChangeStreamOptions { StartAfter = BsonDocument.Parse(position.Token) };
        }
        catch (Exception exception) when (exception is FormatException or BsonException)
        {
            throw new FeedHistoryLostException("the saved position cannot be read", exception);
        }
    }

    private static ChangeStreamOptions From(DateTimeOffset moment) =>
        new() { StartAtOperationTime = new BsonTimestamp((int)moment.ToUnixTimeSeconds(), 1) };

    private async Task<IChangeStreamCursor<RawBsonDocument>> WatchAsync(ChangeStreamOptions watch, CancellationToken cancellationToken)
    {
        watch.BatchSize = options.BatchSize;
        watch.MaxAwaitTime = TimeSpan.FromSeconds(1);
        watch.FullDocument = ChangeStreamFullDocumentOption.UpdateLookup;
        try
        {
            return await MongoFailures.TranslateStreamAsync(
                token => mongo.Database.WatchAsync(
                    OrderProjection.OfChanges(options.Database, options.Collection, options.SourceFields), watch, token),
                options.ReplyTimeout, time, cancellationToken);
        }
        catch (FeedUnavailableException exception) when (watch.StartAfter is not null && MongoFailures.RefusesToken(exception))
        {
            throw new FeedHistoryLostException($"the saved position is refused: {exception.Message}", exception);
        }
    }
}
