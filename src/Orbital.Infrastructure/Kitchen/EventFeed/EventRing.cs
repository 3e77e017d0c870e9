using Orbital.Application.Kitchen.FollowEvents;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>
/// The newest events in memory, shared by all readers: a reader is only a position in it. Bounded; what falls out is read from the database.
/// </summary>
internal sealed class EventRing(int capacity)
{
    private readonly Lock _gate = new();
    private readonly EventFrame[] _frames = new EventFrame[capacity];
    private TaskCompletionSource _grown = NewSignal();
    private long _head;
    private int _count;

    /// <summary>Number of the newest event.</summary>
    public long Head => Interlocked.Read(ref _head);

    /// <summary>Empties the ring; the next event is the one after <paramref name="head"/>.</summary>
    public void StartAfter(long head)
    {
        lock (_gate)
        {
            _count = 0;
            Interlocked.Exchange(ref _head, head);
        }
    }

    /// <summary>Appends those of the frames that come next.</summary>
    /// <returns>False when there is a gap between the newest event and these: the missing ones must come first.</returns>
    public bool Append(IReadOnlyList<EventFrame> frames)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            if (frames.Count == 0 || frames[^1].Sequence <= _head)
                return true;
            if (frames[0].Sequence > _head + 1)
                return false;

            foreach (var frame in frames)
            {
                if (frame.Sequence <= _head)
                    continue;
                _frames[frame.Sequence % capacity] = frame;
                _head = frame.Sequence;
                _count = Math.Min(_count + 1, capacity);
            }

            grown = _grown;
            _grown = NewSignal();
        }

        grown.TrySetResult();
        return true;
    }

    /// <summary>The events after a position, if the ring has them; nothing when there are none yet; null when they have fallen out.</summary>
    /// <param name="after">The position.</param>
    /// <param name="limit">Most events to hand out at once.</param>
    /// <param name="grown">Ends when there are newer events than those handed out.</param>
    public IReadOnlyList<EventFrame>? Read(long after, int limit, out Task grown)
    {
        lock (_gate)
        {
            grown = _grown.Task;
            if (after >= _head)
                return [];
            if (after < _head - _count)
                return null;

            var found = new EventFrame[Math.Min(limit, _head - after)];
            for (var i = 0; i < found.Length; i++)
                found[i] = _frames[(after + 1 + i) % capacity];
            return found;
        }
    }

    // Readers go on on other threads: the publisher must not run their code.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
