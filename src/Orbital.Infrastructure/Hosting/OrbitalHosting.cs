using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orbital.Infrastructure.Hosting.Security;
using System.Net;

namespace Orbital.Infrastructure.Hosting;

/// <summary>What both services promise of their process: where they listen and how long they take to stop.</summary>
public static class OrbitalHosting
{
    /// <summary>
    /// Longest time from the signal to the end of the process: work in flight is finished or given up within it. A longer
    /// <c>Shutdown:DrainDelay</c> than its default makes it longer by as much.
    /// </summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What is left of it at least when the ports have closed.</summary>
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(3);

    /// <summary>This machine only, for IPv4 and IPv6.</summary>
    public const string LoopbackAddress = "loopback";

    /// <summary>All networks of this machine.</summary>
    public const string AnyAddress = "any";

    /// <summary>
    /// Keeps the ports open for <c>Shutdown:DrainDelay</c>, and gives the host <see cref="ShutdownTimeout"/> to stop all its services.
    /// </summary>
    public static IServiceCollection AddOrbitalShutdown(this IServiceCollection services)
    {
        services.AddStrictOptions<DrainOptions>(DrainOptions.Section);
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>((host, drain) =>
        {
            var all = drain.Value.DrainDelay + AfterDrain;
            host.ShutdownTimeout = all > ShutdownTimeout ? all : ShutdownTimeout;
        });
        services.AddHostedService<DrainDelay>();
        return services;
    }

    /// <summary>Listens on one port, with what TLS the settings ask for; port 0 takes a free port.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="address"><c>loopback</c>: this machine only. <c>any</c>: all networks. Otherwise one of this machine's addresses.</param>
    /// <param name="port">The port.</param>
    /// <param name="protocols">What is spoken there.</param>
    /// <param name="asksClients">Whether callers may or must show a certificate, as <c>Tls:ClientCertificates</c> says.</param>
    public static void ListenOn(
        this KestrelServerOptions kestrel, string address, int port, HttpProtocols protocols, bool asksClients = false)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        void Configure(ListenOptions listen)
        {
            listen.Protocols = protocols;
            listen.LimitConnectionsPerAddress();
            listen.UseOrbitalTls(asksClients);
        }

        if (address.Equals(AnyAddress, StringComparison.OrdinalIgnoreCase))
            kestrel.ListenAnyIP(port, Configure);
        else if (!address.Equals(LoopbackAddress, StringComparison.OrdinalIgnoreCase))
            kestrel.Listen(IPAddress.Parse(address), port, Configure);
        // Two families cannot share one port that the system is still to choose.
        else if (port == 0)
            kestrel.Listen(IPAddress.Loopback, port, Configure);
        else
            kestrel.ListenLocalhost(port, Configure);
    }

    /// <summary>Whether <see cref="ListenOn"/> understands the address.</summary>
    public static bool IsListenAddress(string address) =>
        AnyAddress.Equals(address, StringComparison.OrdinalIgnoreCase) || LoopbackAddress.Equals(address, StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(address, out _);

    /// <summary>Whether only this machine reaches what listens there; <c>null</c> is where a service listens without being told.</summary>
    public static bool IsLoopback(string? address) =>
        string.IsNullOrEmpty(address) || LoopbackAddress.Equals(address, StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address, out var given) && IPAddress.IsLoopback(given));
}
