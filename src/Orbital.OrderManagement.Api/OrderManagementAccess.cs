using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.OrderManagement.Api;

/// <summary>Who may call what at Order Management. An endpoint that is not here is refused to everybody who must sign in.</summary>
internal static class OrderManagementAccess
{
    private static readonly AccessPolicy SeeFeed = new("SeeFeed", Roles.Service, Roles.Manager);
    private static readonly AccessPolicy Manage = new("Manage", Roles.Manager);

    public static AccessTable Table() => SharedAccess.Table()
        .Allow(SeeFeed, "GET /api/v1/feed")
        .Allow(
            Manage,
            "POST /api/v1/feed/second-reading",
            "GET /api/v1/dead-letters", "GET /api/v1/dead-letters/{id}", "POST /api/v1/dead-letters/{id}/replay", "DELETE /api/v1/dead-letters/{id}");
}
