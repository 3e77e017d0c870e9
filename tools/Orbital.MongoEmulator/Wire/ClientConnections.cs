using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Orbital.MongoEmulator.Wire;

/// <summary>One client's connection, as commands may see it.</summary>
internal sealed class ClientConnection(int id, ConnectionContext context, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _closed =
        CancellationTokenSource.CreateLinkedTokenSource(context.ConnectionClosed, stopping);

    public int Id { get; } = id;

    /// <summary>Ends when the client goes away or the server stops: a waiting getMore must not outlive either.</summary>
    public CancellationToken Closed => _closed.Token;

    public void Dispose() => _closed.Dispose();
}

/// <summary>All open connections.</summary>
internal sealed class ClientConnections
{
    private readonly ConcurrentDictionary<int, ClientConnection> _open = new();
    private int _lastId;

    public int Count => _open.Count;

    public int TotalCreated => _lastId;

    public ClientConnection Add(ConnectionContext context, CancellationToken stopping)
    {
        var connection = new ClientConnection(Interlocked.Increment(ref _lastId), context, stopping);
        _open[connection.Id] = connection;
        return connection;
    }

    public void Remove(ClientConnection connection)
    {
        _open.TryRemove(connection.Id, out _);
        connection.Dispose();
    }
}
