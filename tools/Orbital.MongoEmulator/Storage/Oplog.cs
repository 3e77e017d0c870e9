namespace Orbital.MongoEmulator.Storage;

/// <summary>
/// The last changes, in a ring. An entry's sequence number is absolute, so a reader is one number that stays true while
/// the ring moves on below it. Guarded by <see cref="MongoStore.Gate"/>.
/// </summary>
internal sealed class Oplog(int capacity, ClusterTime startedAt)
{
    private readonly OplogEntry?[] _ring = new OplogEntry?[capacity];
    private TaskCompletionSource _appended = NewSignal();
    private bool _hasNews;

    /// <summary>Sequence number of the oldest entry that is still here.</summary>
    public long First { get; private set; }

    /// <summary>Sequence number that the next entry will get.</summary>
    public long Next { get; private set; }

    /// <summary>
    /// Time of the newest entry that is gone. Before the first one it is the time just before the start: what happened
    /// under an earlier process is gone as well.
    /// </summary>
    public ClusterTime NewestDropped { get; private set; } = startedAt with { Increment = 0 };

    public OplogEntry this[long sequence] => _ring[sequence % _ring.Length]!;

    public void Append(OplogEntry entry)
    {
        if (Next - First == _ring.Length)
            DropOldest();

        _ring[Next % _ring.Length] = entry;
        Next++;
        _hasNews = true;
    }

    /// <summary>Drops what is older than the newest entries. With none kept, all positions up to now are gone.</summary>
    public long Trim(int keep, ClusterTime now)
    {
        var before = First;
        while (Next - First > keep)
            DropOldest();
        if (keep == 0)
            NewestDropped = now;

        return First - before;
    }

    public void DropOldest()
    {
        NewestDropped = this[First].Time;
        _ring[First % _ring.Length] = null;
        First++;
    }

    /// <summary>Sequence number of the first entry at or after that time.</summary>
    public long FirstAtOrAfter(ClusterTime time)
    {
        var low = First;
        var high = Next;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (this[middle].Time < time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Ends with the next <see cref="Announce"/>. Take it before reading, or an entry between the two is missed.</summary>
    public Task WhenAppended => _appended.Task;

    /// <summary>Wakes all who wait, once for all that was appended since: an insertMany of 1000 wakes nobody 1000 times.</summary>
    public void Announce()
    {
        if (!_hasNews)
            return;

        _hasNews = false;
        var signal = _appended;
        _appended = NewSignal();
        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
