using System.Net;
using System.Net.Sockets;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>Callers at other addresses: on Linux all of 127.0.0.0/8 is this machine.</summary>
internal static class CallerAt
{
    public static SocketsHttpHandler Handler(IPAddress address) => new()
    {
        ConnectCallback = async (to, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(to.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
