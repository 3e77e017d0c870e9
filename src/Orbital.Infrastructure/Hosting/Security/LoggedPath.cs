using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The path of a request as logs may hold it.</summary>
public static class LoggedPath
{
    /// <summary>The parameter of a route that is for people at two screens, and not for those who read logs.</summary>
    private const string Unlogged = "code";

    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // A request that failed has its endpoint elsewhere.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint is RouteEndpoint { RoutePattern: { RawText: { } pattern } route } && route.GetParameter(Unlogged) is not null
            ? pattern
            : context.Request.Path.ToString();
    }
}
