using System.Net;
using Microsoft.AspNetCore.Http;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The lines that the tables of both services begin with.</summary>
public static class SharedAccess
{
    /// <summary>Numbers about the service: for a collector on this machine as it is, for one elsewhere with a token.</summary>
    private static readonly AccessPolicy ReadMetrics = new("ReadMetrics", Roles.Service, Roles.Manager) { IsOpenTo = IsOnThisMachine };

    public static AccessTable Table() => new AccessTable()
        .Open("GET /ping", "/health/live", "/health/ready")
        .Allow(ReadMetrics, "/metrics");

    // What a proxy on this machine passes on comes from anywhere. One that does not tell cannot be told from a collector.
    private static bool IsOnThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !TrustedProxies.IsPassedOn(context.Request);
}
