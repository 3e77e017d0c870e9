using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using System.Net;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>What the server takes of connections and requests, before anything of ours sees them.</summary>
internal static class ConnectionLimits
{
    /// <summary>Room for one gRPC message and what frames it; REST has a smaller limit of its own.</summary>
    private const long MaxBodyBytes = 2 * 1024 * 1024;

    public static void Apply(KestrelServerLimits server, LimitSettings settings)
    {
        server.MaxConcurrentConnections = settings.Connections;
        // Nothing here upgrades.
        server.MaxConcurrentUpgradedConnections = 0;
        server.MaxRequestBodySize = MaxBodyBytes;
        server.MaxRequestHeaderCount = 64;
        server.MaxRequestHeadersTotalSize = 32 * 1024;
        server.MaxRequestLineSize = 8 * 1024;
        server.RequestHeadersTimeout = settings.HeadersTimeout;
        server.KeepAliveTimeout = settings.IdleTimeout;
        server.MinRequestBodyDataRate = new MinDataRate(settings.BodyBytesPerSecond, settings.BodyGracePeriod);
        server.Http2.MaxStreamsPerConnection = 100;
        // A peer that is gone is found out; streams that are only quiet answer.
        server.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        server.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}

/// <summary>
/// Lets one address have only so many connections at one port, so that it cannot take all of them. A trusted proxy brings everybody's.
/// </summary>
internal sealed class ConnectionsPerAddress(CallerLimits limits, IOptions<ProxySettings> proxies, LimitRefusals refusals)
{
    private readonly ConcurrentDictionary<UInt128, int> _open = new();

    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (limits.ConnectionsPerAddress is not { } most || CallerKey.OfAddress(remote) is not { } address || proxies.Value.Contains(remote!))
        {
            await next(connection);
            return;
        }

        try
        {
            if (_open.AddOrUpdate(address, 1, (_, open) => open + 1) <= most)
            {
                await next(connection);
                return;
            }

            refusals.Note("connections", $"{remote}");
            connection.Abort(new ConnectionAbortedException("too many connections from this address"));
        }
        finally
        {
            Leave(address);
        }
    }

    // The last one takes the entry with it.
    private void Leave(UInt128 address)
    {
        while (_open.TryGetValue(address, out var open))
        {
            if (open == 1 ? _open.TryRemove(KeyValuePair.Create(address, 1)) : _open.TryUpdate(address, open - 1, open))
                return;
        }
    }
}
