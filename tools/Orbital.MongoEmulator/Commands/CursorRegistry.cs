using Orbital.MongoEmulator.ChangeStreams;

namespace Orbital.MongoEmulator.Commands;

/// <summary>Open cursors by id. One that nobody has read for ten minutes is closed, as mongod does.</summary>
internal sealed class CursorRegistry(MongoEmulatorOptions options)
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(10);

    private readonly Dictionary<long, ServerCursor> _open = [];
    private readonly Lock _gate = new();
    private long _lastId = 1L << 32;

    public int Count
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    public void Add(ServerCursor cursor)
    {
        lock (_gate)
        {
            CloseIdle();
            cursor.Id = ++_lastId;
            cursor.LastUsed = options.TimeProvider.GetTimestamp();
            _open.Add(cursor.Id, cursor);
        }
    }

    /// <summary>Takes a cursor for one getMore; give it back with <see cref="Return"/>.</summary>
    public ServerCursor Take(long id, string ns)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var cursor))
                throw new CommandException(ErrorCodes.CursorNotFound, $"cursor id {id} not found");
            if (cursor.Namespace != ns)
                throw new CommandException(13, $"Requested getMore on namespace '{ns}', but cursor {id} belongs to '{cursor.Namespace}'");
            if (cursor.InUse)
                throw new CommandException(ErrorCodes.CursorInUse, $"cursor id {id} is already in use");

            cursor.InUse = true;
            return cursor;
        }
    }

    public void Return(ServerCursor cursor)
    {
        lock (_gate)
        {
            cursor.InUse = false;
            cursor.LastUsed = options.TimeProvider.GetTimestamp();
        }
    }

    public bool Close(long id)
    {
        lock (_gate)
        {
            if (!_open.Remove(id, out var cursor))
                return false;

            cursor.Kill();
            return true;
        }
    }

    public void CloseWhere(Func<ServerCursor, bool> isMeant)
    {
        lock (_gate)
        {
            foreach (var cursor in _open.Values.Where(isMeant).ToList())
                Close(cursor.Id);
        }
    }

    /// <summary>The change streams that are open now bring nothing more; returns how many there are.</summary>
    public int StallStreams()
    {
        lock (_gate)
        {
            var streams = _open.Values.OfType<ChangeStreamCursor>().ToList();
            foreach (var stream in streams)
                stream.Stall();
            return streams.Count;
        }
    }

    private void CloseIdle()
    {
        foreach (var cursor in _open.Values.Where(c => !c.InUse && options.TimeProvider.GetElapsedTime(c.LastUsed) > IdleLimit).ToList())
            _open.Remove(cursor.Id);
    }
}
