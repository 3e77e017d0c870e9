using System.Net;
using System.Net.Sockets;

namespace Orbital.Testing;

/// <summary>A network of its own before a server on this machine: it can hold back what passes, and be away.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private Func<int> _target;
    private readonly Lock _lock = new();
    private readonly HashSet<TcpClient> _sockets = [];
    private readonly Valve _requests = new();
    private readonly Valve _replies = new();
    private TcpListener? _listener;

    private TcpProxy(Func<int> target)
    {
        _target = target;
        ComeBack();
    }

    /// <summary>Where clients find it; the same after <see cref="ComeBack"/>.</summary>
    public int Port { get; private set; }

    public static TcpProxy To(int port) => new(() => port);

    /// <summary>Each new connection is led to the next of these servers, in turn.</summary>
    public static TcpProxy ToEachOf(params IReadOnlyList<int> ports)
    {
        var next = 0;
        return new TcpProxy(() => ports[Interlocked.Increment(ref next) % ports.Count]);
    }

    /// <summary>Leads new connections to another server; those that there are stay where they are.</summary>
    public void Redirect(int port) => _target = () => port;

    /// <summary>A black hole: connections stay and new ones are accepted, but nothing arrives on either side.</summary>
    public void HoldAll()
    {
        _requests.Close();
        _replies.Close();
    }

    /// <summary>What clients say arrives, what they are answered does not.</summary>
    public void HoldReplies() => _replies.Close();

    /// <summary>All that was held arrives, as after a partition that TCP has outlived.</summary>
    public void Release()
    {
        _requests.Open();
        _replies.Open();
    }

    /// <summary>Cuts all connections and refuses new ones.</summary>
    public void GoAway()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
            foreach (var socket in _sockets)
                socket.Dispose();
            _sockets.Clear();
        }
    }

    public void ComeBack()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    public ValueTask DisposeAsync()
    {
        Release();
        GoAway();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ConnectAsync(listener, await listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It went away.
        }
    }

    private async Task ConnectAsync(TcpListener listener, TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target());
                if (Keep(listener, client, server))
                    await await Task.WhenAny(PassAsync(client, server, _requests), PassAsync(server, client, _replies));
            }
            catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // One of the two ends has closed: with it goes the other.
            }

            Forget(client, server);
        }
    }

    /// <summary>False when it went away meanwhile.</summary>
    private bool Keep(TcpListener listener, params ReadOnlySpan<TcpClient> sockets)
    {
        lock (_lock)
        {
            if (_listener != listener)
                return false;
            foreach (var socket in sockets)
                _sockets.Add(socket);
            return true;
        }
    }

    private void Forget(params ReadOnlySpan<TcpClient> sockets)
    {
        lock (_lock)
        {
            foreach (var socket in sockets)
                _sockets.Remove(socket);
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to, Valve valve)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer) is > 0 and var length)
        {
            await valve.PassAsync();
            await to.GetStream().WriteAsync(buffer.AsMemory(0, length));
        }
    }

    private sealed class Valve
    {
        private volatile TaskCompletionSource? _closed;

        public void Close() => _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => Interlocked.Exchange(ref _closed, null)?.SetResult();

        public async ValueTask PassAsync()
        {
            while (_closed is { } closed)
                await closed.Task;
        }
    }
}
