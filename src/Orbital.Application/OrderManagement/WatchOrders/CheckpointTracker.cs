namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>
/// Knows up to where the feed is finished without a hole, although orders finish in any sequence. Only that may be saved: everything
/// before it has had its effect.
/// </summary>
internal sealed class CheckpointTracker
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _open = new();
    private FeedPosition? _position;
    private CollectionReading? _reading;
    private FeedCheckpoint? _taken;
    private bool _effectSinceTaken;

    /// <summary>A change that is being worked on, in the sequence of the feed.</summary>
    public sealed class Entry
    {
        internal FeedPosition? Position { get; set; }
        internal CollectionReading? Reading { get; set; }
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
                Pass(first.Value.Position, first.Value.Reading);
                _effectSinceTaken |= !first.Value.IsMark;
                _open.RemoveFirst();
            }
        }
    }

    /// <summary>The feed has come to this place: it counts once all changes begun before are finished.</summary>
    /// <param name="position">In the stream; null when that has not moved.</param>
    /// <param name="reading">In a reading of the collection; null when that has not moved.</param>
    public void Mark(FeedPosition? position, CollectionReading? reading = null)
    {
        lock (_lock)
        {
            _effectSinceTaken |= reading is not null;
            if (_open.Last is null)
                Pass(position, reading);
            else if (_open.Last.Value.IsMark)
                (_open.Last.Value.Position, _open.Last.Value.Reading) = (position ?? _open.Last.Value.Position, reading ?? _open.Last.Value.Reading);
            else
                _open.AddLast(new Entry { Position = position, Reading = reading, IsMark = true, Finished = true });
        }
    }

    /// <summary>
    /// The feed goes on from here, whatever was begun before: the reading comes upon all of it again. What is saved from now on is this or later.
    /// </summary>
    /// <param name="position">In the stream.</param>
    /// <param name="reading">Beside it; null when there is none, and the position is saved already.</param>
    public void Restart(FeedPosition position, CollectionReading? reading)
    {
        lock (_lock)
        {
            _open.Clear();
            (_position, _reading) = (position, reading);
            _effectSinceTaken |= reading is not null;
            if (reading is null)
                _taken = new FeedCheckpoint(position, null);
        }
    }

    /// <summary>
    /// The checkpoint to save; null when it has not moved since the last call, or has moved only over quiet time and
    /// <paramref name="alsoQuiet"/> is false.
    /// </summary>
    public FeedCheckpoint? Take(bool alsoQuiet)
    {
        lock (_lock)
        {
            if (_position is null || !(_effectSinceTaken || alsoQuiet))
                return null;
            var reached = new FeedCheckpoint(_position, _reading);
            if (reached == _taken)
                return null;
            _effectSinceTaken = false;
            return _taken = reached;
        }
    }

    private void Pass(FeedPosition? position, CollectionReading? reading)
    {
        _position = position ?? _position;
        if (reading is not null)
            _reading = reading.IsComplete ? null : reading;
    }
}
