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

    public long Head => _ring.Head;

    public Task Started => _started.Task;

    /// <summary>Whether the feed knows where it begins.</summary>
    public bool HasStarted => Started.IsCompleted;

    /// <summary>Begins at the newest committed event.</summary>
    public void StartAfter(long head)
    {
        _ring.StartAfter(head);
        _started.TrySetResult();
    }

    /// <summary>Takes in events that follow each other. Those that are not next in sequence are found by the follower.</summary>
    public void Publish(IReadOnlyList<EventFrame> frames)
    {
        if (!HasStarted || !_ring.Append(frames))
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

    public async ValueTask<IReadOnlyList<EventFrame>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        await Started.WaitAsync(cancellationToken);
        while (true)
        {
            var frames = _ring.Read(after, BatchBytes, out var grown) ?? await ReadStoredAsync(after, cancellationToken);
            if (frames.Count > 0)
                return frames;
            if (after > Head)
                await RefuseFutureAsync(after, cancellationToken);
            await grown.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _look.Dispose();

    // A caller who has read the database, or comes from another replica, may know more than this replica has handed out so far.
    private async Task RefuseFutureAsync(long after, CancellationToken cancellationToken)
    {
        if (after > await store.LastSequenceAsync(cancellationToken))
            throw new EventsNotAvailableException(after, Head);
        Look();
    }

    private async Task<IReadOnlyList<EventFrame>> ReadStoredAsync(long after, CancellationToken cancellationToken)
    {
        var frames = await store.ReadAsync(after, StoredBatchSize, cancellationToken);
        if (frames.Count == 0 || frames[0].Sequence != after + 1)
            throw new EventsNotAvailableException(after, Head);
        KitchenMeter.EventsReplayed.Add(frames.Count);
        return frames;
    }
}
