using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>
/// What this replica hands out: its own commits at once, others' as <see cref="EventFollower"/> finds them, older ones from the database.
/// </summary>
internal sealed class KitchenEventFeed(EventStore store) : IEventFeed, IDisposable
{
    private const int RingCapacity = 16_384;
    private const long RingCapacityBytes = 64 * 1024 * 1024;
    private const int BatchBytes = 64 * 1024;
    private const int StoredBatchSize = 256;

    private readonly EventRing _ring = new(RingCapacity, RingCapacityBytes);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _look = new(0, 1);

    public EventPosition Head => _ring.Position;

    /// <summary>The newest event; null when this replica has handed out none.</summary>
    public EventFrame? Newest => _ring.Newest;

    public Task Started => _started.Task;

    /// <summary>Whether the feed knows where it begins.</summary>
    public bool HasStarted => Started.IsCompleted;

    /// <summary>Begins at the newest committed event, or goes over to another history.</summary>
    /// <param name="histories">All of them, the present one last.</param>
    /// <param name="last">The newest event of the present one.</param>
    /// <returns>False when events that were handed out are none of the present history: its readers are told to read again.</returns>
    public bool Enter(EventHistories histories, long last)
    {
        if (!HasStarted)
            _ring.StartAfter(last);
        var stay = _ring.Enter(histories, last);
        _started.TrySetResult();
        return stay;
    }

    /// <summary>Takes in events that follow each other. Those that are not next in sequence are found by the follower.</summary>
    public void Publish(IReadOnlyList<EventFrame> frames, string history)
    {
        if (!HasStarted || !_ring.Append(frames, history))
            Look();
    }

    /// <summary>Goes on behind events that were forgotten before this replica saw them; its readers are told to read again.</summary>
    public void SkipTo(long head) => _ring.SkipTo(head);

    /// <summary>Makes the follower look for new events now.</summary>
    public void Look()
    {
        try
        {
            _look.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look anyway.
        }
    }

    /// <summary>Waits until there is reason to look, at most for <paramref name="interval"/>.</summary>
    public Task WaitToLookAsync(TimeSpan interval, CancellationToken cancellationToken) => _look.WaitAsync(interval, cancellationToken);

    public async ValueTask<EventBatch> ReadAsync(EventPosition after, CancellationToken cancellationToken)
    {
        await Started.WaitAsync(cancellationToken);
        while (true)
        {
            var histories = _ring.Histories;
            var frames = _ring.Read(after.Sequence, BatchBytes, out var grown);
            if (histories != _ring.Histories)
                continue;
            if (!histories.Hold(after))
                await RefuseOtherHistoryAsync(after, histories, cancellationToken);
            else if ((frames ?? await ReadStoredAsync(after, histories, cancellationToken)) is { Count: > 0 } found)
                return new EventBatch(found, histories.Current);
            else if (after.Sequence > _ring.Head)
                await RefuseFutureAsync(after, cancellationToken);
            await grown.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _look.Dispose();

    // A caller who comes from another replica may know a history that this one has not found yet.
    private async Task RefuseOtherHistoryAsync(EventPosition after, EventHistories histories, CancellationToken cancellationToken)
    {
        if (histories.Know(after.History!) || !(await store.HistoriesAsync(cancellationToken)).Hold(after))
            throw new EventsNotAvailableException(after, Head);
        Look();
    }

    // A caller who has read the database, or comes from another replica, may know more than this replica has handed out so far.
    private async Task RefuseFutureAsync(EventPosition after, CancellationToken cancellationToken)
    {
        var look = await store.LookAsync(after.Sequence, limit: 1, cancellationToken);
        if (after.Sequence > look.Last.Sequence)
            throw new EventsNotAvailableException(after, Head);
        Look();
    }

    // None when the database is in another history: the follower is about to find it.
    private async Task<IReadOnlyList<EventFrame>> ReadStoredAsync(EventPosition after, EventHistories histories, CancellationToken cancellationToken)
    {
        var look = await store.LookAsync(after.Sequence + 1, StoredBatchSize, cancellationToken);
        if (look.Last.History != histories.Current)
        {
            Look();
            return [];
        }

        if (look.Frames.Count == 0 || look.Frames[0].Sequence != after.Sequence + 1)
            throw new EventsNotAvailableException(after, Head);
        KitchenMeter.EventsReplayed.Add(look.Frames.Count);
        return look.Frames;
    }
}
