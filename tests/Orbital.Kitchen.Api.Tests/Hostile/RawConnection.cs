using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>A connection that sends what no client library would.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="port">Of the kitchen.</param>
    /// <param name="from">One of this machine's own addresses, of which it has many.</param>
    public static async Task<RawConnection> OpenAsync(int port, IPAddress? from = null)
    {
        var connection = new RawConnection();
        if (from is not null)
            connection._socket.Bind(new IPEndPoint(from, 0));
        await connection._socket.ConnectAsync(IPAddress.Loopback, port, Ct);
        return connection;
    }

    /// <summary>Sends one request, and gives all that comes back until the other side closes.</summary>
    public static async Task<string> AnswerAsync(int port, string request)
    {
        using var connection = await OpenAsync(port);
        await connection.SendAsync(Encoding.Latin1.GetBytes(request));
        return await connection.ReadToEndAsync();
    }

    /// <returns>False when the other side has closed it.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await _socket.SendAsync(bytes, Ct)..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends a few bytes again and again, far apart, until the other side closes; gives what it answered.</summary>
    public async Task<string> TrickleAsync(byte[] drip)
    {
        var answer = ReadToEndAsync();
        while (!answer.IsCompleted && await SendAsync(drip))
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, Ct));
        return await answer;
    }

    public async Task<string> ReadToEndAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(Patience);
        var (text, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        try
        {
            while (await _socket.ReceiveAsync(buffer, deadline.Token) is > 0 and var read)
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            // Closed with bytes of ours unread.
        }

        return text.ToString();
    }

    // Without lingering: thousands of closed connections would keep their ports for a minute.
    public void Dispose()
    {
        if (_socket.Connected)
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }
}
