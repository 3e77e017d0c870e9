using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Orbital.Kitchen.Api.Sse;

/// <summary>The operating system's share of a stream: what it may keep unsent, and how long it waits for a client that says nothing.</summary>
internal static class StreamSocket
{
    /// <summary>Left alone, the system lets an unread buffer grow to megabytes.</summary>
    private const int SendBufferBytes = 256 * 1024;

    // <netinet/tcp.h> of Linux.
    private const int Tcp = 6;
    private const int TcpUserTimeout = 18;

    /// <param name="context">The request whose connection becomes a stream.</param>
    /// <param name="silence">
    /// How long sent bytes may stay unacknowledged. A client that vanished without a word, such as a tablet out of reach, would otherwise be
    /// kept for a quarter of an hour. Only Linux has this setting.
    /// </param>
    public static void Bound(HttpContext context, TimeSpan silence)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
            return;
        try
        {
            socket.SendBufferSize = SendBufferBytes;
            if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption(Tcp, TcpUserTimeout, BitConverter.GetBytes((int)silence.TotalMilliseconds));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client has gone already: the first write says so.
        }
    }
}
