using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// The proxies that are believed when they say for whom they ask. Section <c>Proxies</c>: a list of addresses (<c>10.0.0.5</c>) and networks
/// (<c>10.1.0.0/24</c>). Default none.
/// </summary>
internal sealed class ProxySettings
{
    public const string Section = "Proxies";

    private IReadOnlyList<IPNetwork>? _networks;

    /// <summary>As they are given.</summary>
    public List<string> Addresses { get; } = [];

    /// <summary>The same, each as a network: read once, for every connection asks.</summary>
    internal IReadOnlyList<IPNetwork> Networks => _networks ??= [.. Addresses.Select(NetworkOf).OfType<IPNetwork>()];

    internal bool Contains(IPAddress address)
    {
        var peer = Plain(address);
        return Networks.Any(network => network.Contains(peer));
    }

    /// <summary>Null when it is none, or all addresses there are.</summary>
    internal static IPNetwork? NetworkOf(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(Plain(address), Plain(address).GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0 ? network : null;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

/// <summary>
/// Takes caller and scheme from <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> where a trusted proxy sends them, and from nobody else:
/// limits, logs and what is open on this machine then go by the true caller.
/// </summary>
public static class TrustedProxies
{
    private static readonly HashSet<string> Tellers =
        new(StringComparer.OrdinalIgnoreCase) { "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP" };

    internal static void AddTrustedProxies(this IServiceCollection services)
    {
        services.AddOptions<ProxySettings>()
            .Configure<IConfiguration>((proxies, settings) => proxies.Addresses.AddRange(ListSetting.Read(settings.GetSection(ProxySettings.Section)) ?? []))
            .Validate<IConfiguration>(
                (proxies, settings) => !ListSetting.Problems(settings.GetSection(ProxySettings.Section)).Any() && proxies.Addresses.TrueForAll(text => ProxySettings.NetworkOf(text) is not null),
                "Proxies must be addresses such as 10.0.0.5 and networks such as 10.1.0.0/24, separated by commas, and never all addresses")
            .ValidateOnStart();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxySettings>>((headers, proxies) =>
        {
            // The framework trusts this machine, and with ASPNETCORE_FORWARDEDHEADERS_ENABLED everybody.
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var network in proxies.Value.Networks)
                headers.KnownIPNetworks.Add(network);
            headers.ForwardedHeaders = headers.KnownIPNetworks.Count > 0 ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
            // Through as many of them as there are, and no further.
            headers.ForwardLimit = null;
        });
    }

    /// <summary>Goes before everything that looks at the caller's address, or at whether it came by TLS.</summary>
    public static void UseTrustedProxies(this WebApplication app) => app.UseForwardedHeaders();

    /// <summary>Whether a proxy passed it on, believed or not.</summary>
    internal static bool IsPassedOn(HttpRequest request) => request.Headers.Any(header => Tells(header.Key));

    // The framework keeps what it took from a trusted proxy under X-Original-.
    private static bool Tells(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
        || Tellers.Contains(header);
}
