using System.Net;
using System.Net.Sockets;

namespace Orbital.AppHost;

/// <summary>TCP ports of this machine's loopback.</summary>
internal static class Ports
{
    // Below the range from which Linux and macOS take the ports of outgoing connections.
    private const int FirstFree = 20_000;
    private const int LastFree = 32_000;

    /// <summary>A port on which nothing listens at the moment, drawn at random.</summary>
    /// <param name="isEligible">Asked before the port is probed; all are without it.</param>
    public static int Free(Func<int, bool>? isEligible = null)
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(FirstFree, LastFree);
            if (isEligible?.Invoke(port) != false && IsFree(port))
                return port;
        }
        throw new HostFailure($"No free port was found between {FirstFree} and {LastFree}.");
    }

    /// <summary>True when nothing listens on the port, by IPv4 or by IPv6: a browser's "localhost" may mean either.</summary>
    public static bool IsFree(int port) =>
        CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    /// <summary>True when something listens on the port.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException exception)
        {
            // IPv6 may be compiled in and have no loopback address: that is no one listening.
            return exception.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
