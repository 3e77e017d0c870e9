using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using System.Net;

namespace Orbital.Infrastructure.Hosting;

/// <summary>What both services promise of their process: where they listen and how long they take to stop.</summary>
public static class OrbitalHosting
{
    /// <summary>Longest time from the signal to the end of the process: work in flight is finished or given up within it.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Gives the host <see cref="ShutdownTimeout"/> to stop all its services.</summary>
    public static IServiceCollection AddOrbitalShutdown(this IServiceCollection services) =>
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);

    /// <summary>Listens on this machine only, for IPv4 and IPv6; port 0 takes a free port (IPv4 only).</summary>
    public static void ListenOnLoopback(this KestrelServerOptions kestrel, int port, HttpProtocols protocols)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        // Two families cannot share one port that the system is still to choose.
        if (port == 0)
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = protocols);
        else
            kestrel.ListenLocalhost(port, listen => listen.Protocols = protocols);
    }
}
