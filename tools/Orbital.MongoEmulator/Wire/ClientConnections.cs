using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Orbital.MongoEmulator.Wire;

/// <summary>One client's connection, as commands may see it.</summary>
internal sealed class ClientConnection(int id, ConnectionContext context, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _closed =
        CancellationTokenSource.CreateLinkedTokenSource(context.ConnectionClosed, stopping);

    public int Id { get; } = id;

    /// <summary>What the client calls itself in its first hello; empty when it does not.</summary>
    public string AppName { get; set; } = "";

    /// <summary>
    /// Ends when the client goes away, the server stops or the connection is to be closed: a waiting getMore must not
    /// outlive any.
    /// </summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Whatever goes on on this connection ends without a reply, and the client sees it closed.</summary>
    public void Close()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just closed by itself.
        }
    }

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

    /// <summary>Closes those of an application, or all, and tells how many.</summary>
    public int Close(string? appName, ClientConnection except)
    {
        var closing = _open.Values.Where(open => open != except && (appName is null || open.AppName == appName)).ToList();
        foreach (var connection in closing)
            connection.Close();

        return closing.Count;
    }

    public void Remove(ClientConnection connection)
    {
        _open.TryRemove(connection.Id, out _);
        connection.Dispose();
    }
}
