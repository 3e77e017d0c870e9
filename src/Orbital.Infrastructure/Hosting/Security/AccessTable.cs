using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>One right, and who has it.</summary>
/// <param name="Name">What it is called in code and log.</param>
/// <param name="Roles">Any one of these has it.</param>
public sealed record AccessPolicy(string Name, params IReadOnlyList<string> Roles)
{
    /// <summary>The right that nobody has.</summary>
    public static AccessPolicy Nobody { get; } = new("nobody");

    /// <summary>Who has it without signing in; nobody unless said otherwise.</summary>
    public Func<HttpContext, bool> IsOpenTo { get; init; } = _ => false;
}

/// <summary>Who may call what: each endpoint of a service by its method and path. What is missing here is refused to everybody.</summary>
public sealed class AccessTable
{
    private readonly Dictionary<string, AccessPolicy?> _policies = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The endpoints that it names.</summary>
    public IReadOnlyCollection<string> Names => _policies.Keys;

    internal IEnumerable<AccessPolicy> Policies => _policies.Values.OfType<AccessPolicy>().Distinct();

    /// <summary>Endpoints for everybody.</summary>
    public AccessTable Open(params ReadOnlySpan<string> endpoints) => Add(null, endpoints);

    /// <summary>Endpoints for those who have a right.</summary>
    /// <param name="policy">The right.</param>
    /// <param name="endpoints">As in <c>GET /api/v1/orders</c>.</param>
    public AccessTable Allow(AccessPolicy policy, params ReadOnlySpan<string> endpoints) => Add(policy, endpoints);

    /// <summary>Methods of a gRPC service for everybody.</summary>
    public AccessTable OpenCalls(string service, params IEnumerable<string> methods) => Add(null, [.. methods.Select(method => $"/{service}/{method}")]);

    /// <summary>Methods of a gRPC service for those who have a right.</summary>
    public AccessTable AllowCalls(AccessPolicy policy, string service, params IEnumerable<string> methods) =>
        Add(policy, [.. methods.Select(method => $"/{service}/{method}")]);

    /// <summary>The right that an endpoint asks for; null when it is open.</summary>
    public bool TryFind(string endpoint, out AccessPolicy? policy) => _policies.TryGetValue(endpoint, out policy);

    /// <summary>How the table calls an endpoint.</summary>
    public static string NameOf(string? pattern, IEnumerable<object> metadata)
    {
        var path = $"/{pattern?.Trim('/').Replace(":guid", "", StringComparison.Ordinal)}";
        // Nobody sends anything but POST to gRPC, and not every endpoint of it says so.
        if (path.Split('/')[1].Contains('.'))
            return path;
        var methods = metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods;
        return methods is not { Count: 1 } ? path : $"{methods[0]} {path}";
    }

    private AccessTable Add(AccessPolicy? policy, ReadOnlySpan<string> endpoints)
    {
        foreach (var endpoint in endpoints)
            _policies.Add(endpoint, policy);
        return this;
    }
}

/// <summary>Applies the table to endpoints.</summary>
public static class AccessTableEndpoints
{
    /// <summary>A group for all endpoints of the service: each is looked up in the service's table.</summary>
    public static RouteGroupBuilder MapWithAccess(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var table = app.Services.GetRequiredService<AccessTable>();
        var all = app.MapGroup("");
        ((IEndpointConventionBuilder)all).Finally(endpoint =>
        {
            if (!table.TryFind(AccessTable.NameOf((endpoint as RouteEndpointBuilder)?.RoutePattern.RawText, endpoint.Metadata), out var policy))
                return;
            endpoint.Metadata.Add(policy is null ? new AllowAnonymousAttribute() : new AuthorizeAttribute(policy.Name));
        });
        return all;
    }
}

/// <summary>Somebody in one of the roles of a right, or to whom it is open.</summary>
internal sealed class AccessRequirement(AccessPolicy policy) : AuthorizationHandler<AccessRequirement>, IAuthorizationRequirement
{
    public AccessPolicy Policy => policy;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        if (policy.Roles.Any(context.User.IsInRole) || (context.Resource is HttpContext http && policy.IsOpenTo(http)))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
