using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Orbital.Kitchen.Api.Tests.Sse;

/// <summary>A client that asks for the stream and reads nothing of it.</summary>
internal sealed class StalledClient : IDisposable
{
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private StalledClient()
    {
    }

    /// <summary>Asks, with a small buffer of its own, so that what is sent piles up at the kitchen.</summary>
    public static async Task<StalledClient> ConnectAsync(int port)
    {
        var client = new StalledClient();
        client._socket.ReceiveBufferSize = 4 * 1024;
        await client._socket.ConnectAsync(IPAddress.Loopback, port);
        await client._socket.SendAsync(Encoding.ASCII.GetBytes("GET /api/v1/events?after=0 HTTP/1.1\r\nHost: kitchen\r\n\r\n"));
        return client;
    }

    /// <summary>Waits for the first bytes of the answer.</summary>
    public async Task UntilAnsweredAsync() => (await _socket.ReceiveAsync(new byte[64])).ShouldBe(64);

    /// <summary>
    /// Vanishes without a word, as a tablet out of reach: from now on the system drops all that arrives for this connection, so that
    /// nothing is acknowledged either (Linux).
    /// </summary>
    public unsafe void Vanish()
    {
        var dropAll = new FilterStep { Code = 6 };
        var program = new FilterProgram { Length = 1, Steps = &dropAll };
        _socket.SetRawSocketOption(SocketLevel, AttachFilter, new ReadOnlySpan<byte>(&program, sizeof(FilterProgram)));
    }

    /// <summary>Reads what is left; returns when the kitchen has ended the connection.</summary>
    public async Task UntilCutOffAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset: what was unsent is thrown away.
        }
    }

    public void Dispose() => _socket.Dispose();

    // struct sock_filter and sock_fprog of <linux/filter.h>. The one step returns 0: keep nothing of the packet.
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterStep
    {
        public ushort Code;
        public byte IfTrue;
        public byte IfFalse;
        public uint Value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct FilterProgram
    {
        public ushort Length;
        public FilterStep* Steps;
    }
}
