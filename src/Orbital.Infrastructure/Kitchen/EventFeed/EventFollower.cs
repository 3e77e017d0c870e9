using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>
/// Finds the events that other replicas commit. It looks at least every <see cref="PollInterval"/>; a notification of the database only
/// makes it look sooner, so losing one delays events and loses none.
/// </summary>
internal sealed partial class EventFollower(
    SchemaMigration schema, EventStore store, KitchenEventFeed feed, KitchenTransaction transaction, NpgsqlDataSource database, TimeProvider time, ILogger<EventFollower> logger)
    : BackgroundService
{
    private const int BatchSize = 1_000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await schema.Done.WaitAsync(stoppingToken);
            await Task.WhenAll(
                Forever(FollowAsync, stoppingToken),
                Forever(ListenAsync, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is the only way out.
        }
    }

    private async Task Forever(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        var failing = false;
        while (true)
        {
            try
            {
                await work(stoppingToken);
                failing = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    LogInterrupted(logger, e);
                failing = true;
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (!feed.HasStarted)
            feed.StartAfter(await store.LastSequenceAsync(cancellationToken));

        await feed.WaitToLookAsync(PollInterval, cancellationToken);
        int found;
        do
        {
            var head = feed.Head;
            var frames = await store.ReadAsync(head, BatchSize, cancellationToken);
            found = frames.Count;
            if (found > 0 && frames[0].Sequence > head + 1)
                feed.SkipTo(frames[0].Sequence - 1);
            feed.Publish(frames);
        }
        while (found == BatchSize);

        if (found == 0)
            await CompareAsync(cancellationToken);
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var head = feed.Head;
        var last = await store.LastSequenceAsync(cancellationToken);
        if (last < head)
        {
            // A database that was restored, or a standby that took over without the last commits, counts on from an earlier event. What was
            // handed out beyond it never happened: readers are told to read again.
            LogWentBack(logger, head, last);
            feed.StartAfter(last);
        }
        else if (last > head && (await store.ReadAsync(head, limit: 1, cancellationToken)).Count == 0)
        {
            // This replica was away for so long that all events since were forgotten.
            feed.SkipTo(last);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => LookFor(notification);
        await using (var listen = new NpgsqlCommand($"LISTEN {WorkSave.NotifyChannel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        while (true)
            await connection.WaitAsync(cancellationToken);
    }

    // This replica's own commits are handed out without a look, often a moment after the notification.
    private void LookFor(NpgsqlNotificationEventArgs notification)
    {
        if (notification.PID != transaction.ServerProcessId && (!long.TryParse(notification.Payload, out var newest) || newest > feed.Head))
            feed.Look();
    }

    [LoggerMessage(LogLevel.Error, "The database went back from event {Head} to {LastSequence}; all readers start again from there")]
    private static partial void LogWentBack(ILogger logger, long head, long lastSequence);

    [LoggerMessage(LogLevel.Warning, "Following the events is interrupted, trying again every second")]
    private static partial void LogInterrupted(ILogger logger, Exception exception);
}
