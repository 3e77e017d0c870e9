using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orbital.Infrastructure.Hosting;

/// <summary><c>/ping</c>, <c>/health/live</c> and <c>/health/ready</c>, the same on both services.</summary>
public static class OrbitalHealth
{
    /// <summary>Tag of the checks that belong to liveness: what they find, only a new start of the process mends.</summary>
    public const string Live = "live";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Registers the health service, with the check <c>shutdown</c>: not ready once the process is asked to stop. Add one check for each
    /// thing that the service depends on, with a timeout of its own: every check belongs to readiness, but those with the tag
    /// <see cref="Live"/>, which belong to liveness.
    /// </summary>
    public static IHealthChecksBuilder AddOrbitalHealth(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HealthHistory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthCheckPublisher, HealthHistory>(
            provider => provider.GetRequiredService<HealthHistory>()));
        services.Configure<HealthCheckPublisherOptions>(options =>
        {
            options.Delay = TimeSpan.Zero;
            options.Period = ProbeInterval;
        });
        return services.AddHealthChecks().AddCheck<DrainHealth>("shutdown");
    }

    /// <summary>
    /// Maps <c>/ping</c> (text <c>pong</c>), <c>/health/live</c> (200 as long as the process answers and is not stuck) and <c>/health/ready</c>
    /// (200, or 503 while a check is unhealthy), the last two with
    /// <c>{ "status", "checks": { "&lt;name&gt;": { "status", "description", "since" } } }</c>.
    /// </summary>
    public static void MapOrbitalHealth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapGet("/ping", () => TypedResults.Text("pong")).ExcludeFromDescription().DisableRateLimiting();
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live), ResponseWriter = WriteAsync }).DisableRateLimiting();
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => !check.Tags.Contains(Live), ResponseWriter = WriteAsync }).DisableRateLimiting();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var history = context.RequestServices.GetRequiredService<HealthHistory>();
        history.Observe(report);
        var checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new CheckJson(entry.Value.Status.ToString(), entry.Value.Description, history.Since(entry.Key)));
        return context.Response.WriteAsJsonAsync(new ReportJson(report.Status.ToString(), checks), context.RequestAborted);
    }

    private sealed record ReportJson(string Status, Dictionary<string, CheckJson> Checks);

    private sealed record CheckJson(string Status, string? Description, DateTimeOffset Since);
}
