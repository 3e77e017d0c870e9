namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>
/// Knows up to where the feed is finished without a hole, although orders finish in any sequence. Only that position may be saved:
/// everything before it has had its effect.
/// </summary>
internal sealed class CheckpointTracker
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _open = new();
    private FeedPosition? _position;
    private FeedPosition? _taken;
    private bool _effectSinceTaken;

    /// <summary>A change that is being worked on, in the sequence of the feed.</summary>
    public sealed class Entry
    {
        internal FeedPosition? Position { get; set; }
        internal bool IsMark { get; init; }
        internal bool Finished { get; set; }
    }

    /// <summary>Work on a change begins. Changes begin in the sequence of the feed.</summary>
    public Entry Begin(FeedPosition? position)
    {
        lock (_lock)
            return _open.AddLast(new Entry { Position = position }).Value;
    }

    /// <summary>The change has had its effect.</summary>
    public void Finish(Entry entry)
    {
        lock (_lock)
        {
            entry.Finished = true;
            while (_open.First is { Value.Finished: true } first)
            {
                _position = first.Value.Position ?? _position;
                _effectSinceTaken |= !first.Value.IsMark;
                _open.RemoveFirst();
            }
        }
    }

    /// <summary>Reading has come to this position: it counts once all changes begun before are finished.</summary>
    public void Mark(FeedPosition position)
    {
        lock (_lock)
        {
            if (_open.Last is null)
                _position = position;
            else if (_open.Last.Value.IsMark)
                _open.Last.Value.Position = position;
            else
                _open.AddLast(new Entry { Position = position, IsMark = true, Finished = true });
        }
    }

    /// <summary>
    /// The position to save; null when it has not moved since the last call, or has moved only over quiet time and
    /// <paramref name="alsoQuiet"/> is false.
    /// </summary>
    public FeedPosition? Take(bool alsoQuiet)
    {
        lock (_lock)
        {
            if (_position == _taken || !(_effectSinceTaken || alsoQuiet))
                return null;
            _effectSinceTaken = false;
            return _taken = _position;
        }
    }
}
