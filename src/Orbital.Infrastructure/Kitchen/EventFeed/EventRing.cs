using Orbital.Application.Kitchen.FollowEvents;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>
/// The newest events in memory, shared by all readers: a reader is only a position in it. Bounded; what falls out is read from the database.
/// </summary>
/// <param name="capacity">Most events.</param>
/// <param name="capacityBytes">Most bytes of events, apart from the newest one.</param>
internal sealed class EventRing(int capacity, long capacityBytes)
{
    private readonly Lock _gate = new();
    private readonly EventFrame?[] _frames = new EventFrame?[capacity];
    private TaskCompletionSource _grown = NewSignal();
    private long _head;
    private int _count;
    private long _bytes;
    private volatile EventHistories _histories = EventHistories.None;

    /// <summary>Number of the newest event.</summary>
    public long Head => Interlocked.Read(ref _head);

    /// <summary>The histories that its events are read by.</summary>
    public EventHistories Histories => _histories;

    /// <summary>Where the newest event is.</summary>
    public EventPosition Position
    {
        get
        {
            lock (_gate)
                return new EventPosition(_head, _histories.Current);
        }
    }

    /// <summary>The newest event; null when it is not here.</summary>
    public EventFrame? Newest
    {
        get
        {
            lock (_gate)
                return _count == 0 ? null : _frames[_head % capacity];
        }
    }

    /// <summary>Goes over to another history. The events stay if it has them too; if not, the ring starts again.</summary>
    /// <param name="histories">All of them, the new one last.</param>
    /// <param name="last">The newest event of the new history.</param>
    /// <returns>Whether the events stay.</returns>
    public bool Enter(EventHistories histories, long last)
    {
        lock (_gate)
        {
            var stay = histories.Hold(new EventPosition(_head, _histories.Current));
            _histories = histories;
            StartAfter(stay ? _head : last, keep: stay);
            return stay;
        }
    }

    /// <summary>Empties the ring; the next event is the one after <paramref name="head"/>.</summary>
    public void StartAfter(long head) => StartAfter(head, keep: false);

    private void StartAfter(long head, bool keep)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (!keep)
            {
                (_count, _bytes) = (0, 0);
                Array.Clear(_frames);
                Interlocked.Exchange(ref _head, head);
            }

            changed = Renew();
        }

        changed.TrySetResult();
    }

    /// <summary>Empties the ring, unless it has come further already: the events up to <paramref name="head"/> are gone.</summary>
    public void SkipTo(long head)
    {
        lock (_gate)
        {
            if (head > _head)
                StartAfter(head);
        }
    }

    /// <summary>Appends those of the frames that come next.</summary>
    /// <param name="frames">They follow each other.</param>
    /// <param name="history">The history that they are from; null for the ring's.</param>
    /// <returns>False when there is a gap between the newest event and these, or they are from another history: more must be known first.</returns>
    public bool Append(IReadOnlyList<EventFrame> frames, string? history = null)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            if (history is not null && history != _histories.Current)
                return false;
            if (frames.Count == 0 || frames[^1].Sequence <= _head)
                return true;
            if (frames[0].Sequence > _head + 1)
                return false;

            foreach (var frame in frames)
            {
                if (frame.Sequence <= _head)
                    continue;
                Add(frame);
            }

            grown = Renew();
        }

        grown.TrySetResult();
        return true;
    }

    private void Add(EventFrame frame)
    {
        if (_count == capacity)
            DropOldest();
        _frames[frame.Sequence % capacity] = frame;
        _head = frame.Sequence;
        _count++;
        _bytes += frame.Message.Length;
        while (_bytes > capacityBytes && _count > 1)
            DropOldest();
    }

    private void DropOldest()
    {
        ref var oldest = ref _frames[(_head - _count + 1) % capacity];
        _bytes -= oldest!.Message.Length;
        oldest = null;
        _count--;
    }

    /// <summary>The events after a position, if the ring has them; nothing when there are none yet; null when they have fallen out.</summary>
    /// <param name="after">The position.</param>
    /// <param name="limitBytes">Bytes to hand out at once: the last event may go over it.</param>
    /// <param name="grown">Ends when there are newer events than those handed out.</param>
    public IReadOnlyList<EventFrame>? Read(long after, int limitBytes, out Task grown)
    {
        lock (_gate)
        {
            grown = _grown.Task;
            if (after >= _head)
                return [];
            if (after < _head - _count)
                return null;

            var (count, bytes) = (0, 0);
            for (; after + count < _head && bytes < limitBytes; count++)
                bytes += _frames[(after + 1 + count) % capacity]!.Message.Length;

            var found = new EventFrame[count];
            var first = (int)((after + 1) % capacity);
            var untilEnd = Math.Min(count, capacity - first);
            Array.Copy(_frames, first, found, 0, untilEnd);
            Array.Copy(_frames, 0, found, untilEnd, count - untilEnd);
            return found;
        }
    }

    private TaskCompletionSource Renew()
    {
        var signal = _grown;
        _grown = NewSignal();
        return signal;
    }

    // Readers go on on other threads: the publisher must not run their code.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
