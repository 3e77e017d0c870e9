using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>The feed as a change stream, with a reading of the collection beside it where one is asked for.</summary>
internal sealed class MongoOrderFeed(
    MongoConnection mongo, OrderFeedOptions options, IListenerPulse pulse, TimeProvider time, ILogger<MongoOrderFeed> logger) : IOrderFeed
{
    // Cluster time moves on with each write of any member; their clocks differ by far less.
    private static readonly TimeSpan FarthestFuture = TimeSpan.FromMinutes(5);

    private readonly ChangeStreams _streams = new(mongo, options, pulse, time, logger);
    private readonly FirstStartMemory _firstStart = new(mongo, options, pulse, time, logger);

    public async Task<IOrderFeedSession> OpenAsync(FeedStart start, CancellationToken cancellationToken) => start switch
    {
        FeedStart.After { Reading: { } reading } after => await OpenReadingAsync(after.Position, reading, cancellationToken),
        FeedStart.After after => await OpenStreamAsync(After(after.Position), cancellationToken),
        FeedStart.At at => await OpenStreamAsync(From(at.Time), cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(start), start, "unknown start"),
    };

    public async Task<FeedPresent> GetPresentAsync(CancellationToken cancellationToken)
    {
        await using var present = await OpenStreamAsync(new ChangeStreamOptions(), cancellationToken);
        var position = present.Position
            ?? (await present.ReadAsync(cancellationToken)).Position
            ?? throw new FeedUnavailableException("MongoDB gave no resume token for a new change stream");
        var at = ClusterTimes.OfToken(BsonDocument.Parse(position.Token)) is { } moment ? ClusterTimes.ToTime(moment) : mongo.Clock.Now;
        return new FeedPresent(position, at ?? time.GetUtcNow());
    }

    public Task KeepFirstStartAsync(FirstStart from, DateTimeOffset? time, CancellationToken cancellationToken) =>
        _firstStart.KeepAsync(from, from == FirstStart.Time ? time : null, cancellationToken);

    /// <summary>
    /// The stream is open before the scan begins, so what is inserted meanwhile comes from one of the two, or from both.
    /// </summary>
    private async Task<ReadingSession> OpenReadingAsync(FeedPosition position, CollectionReading reading, CancellationToken cancellationToken)
    {
        var stream = await OpenStreamAsync(After(position), cancellationToken);
        var scan = new CollectionScan(mongo, options, time);
        try
        {
            var ages = reading.IsSecond ? await _firstStart.LoadAsync(reading.IsBounded, cancellationToken) : DocumentAges.AllNew;
            await scan.OpenAsync(ScanPlace.Read(reading.After), cancellationToken);
            return new ReadingSession(stream, scan, reading, ages, ReadDecisionAsync, options, time);
        }
        catch
        {
            await scan.DisposeAsync();
            await stream.DisposeAsync();
            throw;
        }
    }

    private async Task<ChangeStreamSession> OpenStreamAsync(ChangeStreamOptions start, CancellationToken cancellationToken)
    {
        var stream = new ChangeStreamSession(mongo, _streams, start, options, time, logger);
        await stream.OpenAsync(cancellationToken);
        return stream;
    }

    private async Task<UnknownDocuments> ReadDecisionAsync(CancellationToken cancellationToken)
    {
        var stored = await MongoFailures.TranslateAsync(
            token => mongo.Database.GetCollection<BsonDocument>(CheckpointDocument.Collection)
                .Find(new BsonDocument("_id", options.Collection)).FirstOrDefaultAsync(token),
            options.ReplyTimeout, time, cancellationToken);
        return CheckpointDocument.ReadDecision(stored?.GetValue("reading", BsonNull.Value) as BsonDocument);
    }

    // Unlike resumeAfter it also goes on behind the drop of a database.
    private ChangeStreamOptions After(FeedPosition position)
    {
        BsonDocument token;
        try
        {
            token = BsonDocument.Parse(position.Token);
        }
        catch (Exception exception)
        {
            throw new FeedHistoryLostException("the saved position cannot be read", exception);
        }

        // A server would wait without a word until its own time has come there.
        if (ClusterTimes.OfToken(token) is { } at && mongo.Clock.Now is { } now && ClusterTimes.ToTime(at) - now is var ahead && ahead > FarthestFuture)
            throw new FeedHistoryLostException($"the saved position is {ahead} ahead of this MongoDB: it was edited, or is another one's");
        return new ChangeStreamOptions { StartAfter = token };
    }

    private static ChangeStreamOptions From(DateTimeOffset moment) =>
        new() { StartAtOperationTime = new BsonTimestamp((int)moment.ToUnixTimeSeconds(), 1) };
}
