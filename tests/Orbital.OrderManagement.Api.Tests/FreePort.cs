using System.Net;
using System.Net.Sockets;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>A port for a neighbour that is still to come, or is to come back.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
