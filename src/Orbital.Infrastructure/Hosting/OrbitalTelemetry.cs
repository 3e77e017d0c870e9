using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Orbital.Infrastructure.Hosting;

/// <summary>
/// Metrics for Prometheus at <c>/metrics</c>, the same on both services. The standard settings of OpenTelemetry rule:
/// <c>OTEL_SDK_DISABLED=true</c> turns all of it off, <c>OTEL_METRICS_EXPORTER=none</c> the metrics.
/// </summary>
public static class OrbitalTelemetry
{
    /// <summary>Longest time that a scrape waits for state that must be read first: what cannot be read by then is left out.</summary>
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(1);

    // The runtime, the web server and the driver of PostgreSQL count by themselves; nobody listens until they are named here.
    private static readonly string[] Others = ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql"];

    /// <summary>Collects what the service measures.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The service's name, where <c>OTEL_SERVICE_NAME</c> gives no other.</param>
    /// <param name="meter">The name of its own meter.</param>
    public static IHostApplicationBuilder AddOrbitalTelemetry(this IHostApplicationBuilder builder, string service, string meter)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (Says(builder.Configuration, "OTEL_SDK_DISABLED", "true"))
            return builder;

        var telemetry = builder.Services.AddOpenTelemetry()
            // The environment last: what an operator says stands.
            .ConfigureResource(resource => resource.Clear().AddService(service).AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (!Says(builder.Configuration, "OTEL_METRICS_EXPORTER", "none"))
            telemetry.WithMetrics(metrics => metrics.AddMeter([meter, .. Others]).AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false));
        return builder;
    }

    /// <summary>Maps <c>/metrics</c>, unless metrics are turned off.</summary>
    public static void MapOrbitalMetrics(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<MeterProvider>() is null)
            return;
        IScrapedState[] states = [.. endpoints.ServiceProvider.GetServices<IScrapedState>()];
        endpoints.MapPrometheusScrapingEndpoint("/metrics").Add(endpoint =>
        {
            var scrape = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async context =>
            {
                await RefreshAsync(states, context);
                await scrape(context);
            };
        });
    }

    private static async Task RefreshAsync(IScrapedState[] states, HttpContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(RefreshTimeout);
        await Task.WhenAll(states.Select(state => state.RefreshAsync(patience.Token)));
    }

    private static bool Says(IConfiguration configuration, string setting, string value) =>
        value.Equals(configuration[setting], StringComparison.OrdinalIgnoreCase);
}

/// <summary>State behind gauges that must be fetched before it can be shown.</summary>
public interface IScrapedState
{
    /// <summary>Called before each scrape. It never fails: gauges whose state cannot be had show nothing.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}
