using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>
/// Finds the events that other replicas commit. It looks at least every <see cref="PollInterval"/>; a notification of the database only
/// makes it look sooner, so losing one delays events and loses none.
/// </summary>
internal sealed partial class EventFollower(
    SchemaMigration schema, EventStore store, KitchenEventFeed feed, KitchenTransaction transaction, KitchenConnections connections, TimeProvider time,
    ILogger<EventFollower> logger)
    : BackgroundService
{
    private const int BatchSize = 1_000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(1);

    private long? _doubtedSince;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await schema.Done.WaitAsync(stoppingToken);
            await Task.WhenAll(
                Forever(FollowAsync, stoppingToken),
                Forever(ListenAsync, stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is the only way out, and what fails then is of no interest.
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
            await EnterAsync(await store.LookAsync(long.MaxValue, limit: 1, cancellationToken), cancellationToken);

        await feed.WaitToLookAsync(PollInterval, cancellationToken);
        while (await LookAsync(cancellationToken))
        {
            // Until there is nothing new.
        }
    }

    /// <returns>Whether there may be more to see at once.</returns>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var (head, newest) = (feed.Head, feed.Newest);
        // From the newest known event on: it must still be the same.
        var look = await store.LookAsync(head.Sequence, BatchSize + 1, cancellationToken);
        if (look.Last.History != head.History)
            return await EnterAsync(look, cancellationToken);

        if (look.Last.Sequence < head.Sequence || IsOtherThan(newest, look))
        {
            await DoubtAsync(head, newest, cancellationToken);
            return false;
        }

        _doubtedSince = null;
        EventFrame[] frames = [.. look.Frames.Where(frame => frame.Sequence > head.Sequence)];
        // Events may have been forgotten before this replica saw them, all or some.
        var next = frames.Length > 0 ? frames[0].Sequence : look.Last.Sequence + 1;
        if (next > head.Sequence + 1)
            feed.SkipTo(next - 1);
        feed.Publish(frames, head.History!);
        return frames.Length >= BatchSize;
    }

    /// <returns>False when the histories are not those of the look: the next one sees more.</returns>
    private async Task<bool> EnterAsync(EventLook look, CancellationToken cancellationToken)
    {
        var head = feed.Head;
        var histories = await store.HistoriesAsync(cancellationToken);
        if (histories.Current != look.Last.History)
            return false;
        if (!feed.Enter(histories, look.Last.Sequence))
            LogWentBack(logger, head.Sequence, look.Last.Sequence);
        return true;
    }

    private static bool IsOtherThan(EventFrame? newest, EventLook look) =>
        newest is not null && look.Frames is [var found, ..] && found.Sequence == newest.Sequence && !found.Data.Span.SequenceEqual(newest.Data.Span);

    // One look may have been at another server, on its way out. What was handed out and is not there must be missing for a while, and where orders
    // are written too.
    private async Task DoubtAsync(EventPosition head, EventFrame? newest, CancellationToken cancellationToken)
    {
        _doubtedSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_doubtedSince.Value) < Doubt)
            return;
        _doubtedSince = null;
        if (await store.LeaveHistoryAsync(head, newest, cancellationToken))
            return;
        LogOtherServer(logger, head.Sequence);
        connections.Discard();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var discarded = connections.Discarded;
        await using var connection = await connections.Readers.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => LookFor(notification);
        await using (var listen = new NpgsqlCommand($"LISTEN {WorkSave.NotifyChannel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, discarded);
        try
        {
            while (true)
                await connection.WaitAsync(ended.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another server may have taken the place of this one: it is listened to anew.
        }
    }

    // This replica's own commits are handed out without a look, often a moment after the notification.
    private void LookFor(NpgsqlNotificationEventArgs notification)
    {
        if (notification.PID != transaction.ServerProcessId && (!long.TryParse(notification.Payload, out var newest) || newest > feed.Head.Sequence))
            feed.Look();
    }

    [LoggerMessage(LogLevel.Error, "The database went back from event {Head}, its newest is {LastSequence} now; all readers start again from there")]
    private static partial void LogWentBack(ILogger logger, long head, long lastSequence);

    [LoggerMessage(LogLevel.Warning, "Event {Head} is missing where events are read and is there where they are written; all connections are opened anew")]
    private static partial void LogOtherServer(ILogger logger, long head);

    [LoggerMessage(LogLevel.Warning, "Following the events is interrupted, trying again every second")]
    private static partial void LogInterrupted(ILogger logger, Exception exception);
}
