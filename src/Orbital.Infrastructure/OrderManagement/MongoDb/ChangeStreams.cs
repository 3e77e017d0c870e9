using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Opens change streams, and tells a start that is refused from a server in trouble.</summary>
internal sealed partial class ChangeStreams(MongoConnection mongo, OrderFeedOptions options, IListenerPulse pulse, TimeProvider time, ILogger logger)
{
    /// <param name="start">Where to begin.</param>
    /// <param name="withDocuments">False for events that only name their documents.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FeedUnavailableException">The source cannot be reached, or refuses: try again later.</exception>
    /// <exception cref="FeedHistoryLostException">What comes after the start is not to be had.</exception>
    /// <exception cref="EventTooLargeException">The first event is too large to be handed out with its document.</exception>
    public async Task<IChangeStreamCursor<RawBsonDocument>> OpenAsync(
        ChangeStreamOptions start, bool withDocuments, CancellationToken cancellationToken)
    {
        try
        {
            return await WatchAsync(start, withDocuments, cancellationToken);
        }
        catch (FeedUnavailableException exception) when (start.StartAfter is not null && MongoFailures.MayRefuseStart(exception))
        {
            return await OpenRefusedAsync(start, withDocuments, cancellationToken);
        }
    }

    /// <summary>
    /// Servers have many codes for a position that they cannot use. When they open a stream without one, and not with it, the position is what
    /// they refuse: no waiting mends that.
    /// </summary>
    private async Task<IChangeStreamCursor<RawBsonDocument>> OpenRefusedAsync(
        ChangeStreamOptions start, bool withDocuments, CancellationToken cancellationToken)
    {
        await CursorClosing.CloseAsync(await WatchAsync(new ChangeStreamOptions(), withDocuments, cancellationToken), time);
        try
        {
            return await WatchAsync(start, withDocuments, cancellationToken);
        }
        catch (FeedUnavailableException exception) when (MongoFailures.MayRefuseStart(exception))
        {
            throw new FeedHistoryLostException($"the saved position is refused: {exception.Message}", exception);
        }
    }

    private Task<IChangeStreamCursor<RawBsonDocument>> WatchAsync(ChangeStreamOptions watch, bool withDocuments, CancellationToken cancellationToken)
    {
        watch.BatchSize = options.BatchSize;
        watch.MaxAwaitTime = TimeSpan.FromSeconds(1);
        watch.FullDocument = withDocuments ? ChangeStreamFullDocumentOption.UpdateLookup : ChangeStreamFullDocumentOption.Default;
        var events = OrderProjection.OfChanges(options.Database, options.Collection, withDocuments ? options.SourceFields : null);
        return MongoFailures.TranslateStreamAsync(
            token => PatientlyAsync(call => mongo.Database.WatchAsync(events, watch, call), token),
            Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    /// <summary>
    /// A server may search its oplog for long before it answers. Giving up would make it begin anew each time, so it is waited for while it answers
    /// pings and the primary is the same.
    /// </summary>
    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> open, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await WaitAsync(open(giveUp.Token), cancellationToken);
        }
        catch
        {
            await giveUp.CancelAsync();
            throw;
        }
    }

    private async Task<T> WaitAsync<T>(Task<T> opening, CancellationToken cancellationToken)
    {
        var (primary, since) = (mongo.Primary, time.GetTimestamp());
        while (true)
        {
            try
            {
                return await opening.WaitAsync(options.ReplyTimeout, time, cancellationToken);
            }
            catch (TimeoutException) when (!opening.IsCompleted)
            {
                await MongoFailures.TranslateAsync(mongo.PingAsync, options.ReplyTimeout, time, cancellationToken);
                if (mongo.Primary is { } now && primary is not null && now != primary)
                    throw new FeedUnavailableException($"the primary has changed to {now}");
                primary ??= mongo.Primary;
                pulse.Turn();
                LogStillOpening(time.GetElapsedTime(since));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "MongoDB has been opening the change stream for {Duration}; it answers pings, so it is waited for")]
    private partial void LogStillOpening(TimeSpan duration);
}
