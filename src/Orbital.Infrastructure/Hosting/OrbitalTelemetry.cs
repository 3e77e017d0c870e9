using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orbital.Infrastructure.Hosting.Logging;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Hosting;

/// <summary>
/// Metrics for Prometheus at <c>/metrics</c>, and traces over OTLP, the same on both services. The standard settings of OpenTelemetry rule:
/// traces are on when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; <c>OTEL_SDK_DISABLED=true</c> turns all of it off,
/// <c>OTEL_METRICS_EXPORTER=none</c> and <c>OTEL_TRACES_EXPORTER=none</c> one of the two.
/// </summary>
public static class OrbitalTelemetry
{
    /// <summary>Longest time that a scrape waits for state that must be read first: what cannot be read by then is left out.</summary>
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(1);

    // The runtime, the web server and the driver of PostgreSQL count by themselves; nobody listens until they are named here.
    private static readonly string[] Others =
    [
        LogMeter.Name, SecurityMeter.Name, TlsMeter.Name,
        "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql",
    ];

    /// <summary>Collects what the service measures.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The service's name, where <c>OTEL_SERVICE_NAME</c> gives no other.</param>
    /// <param name="source">The name of its own meter, and of its source of spans.</param>
    public static IHostApplicationBuilder AddOrbitalTelemetry(this IHostApplicationBuilder builder, string service, string source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (Says(builder.Configuration, "OTEL_SDK_DISABLED", "true"))
            return builder;

        var telemetry = builder.Services.AddOpenTelemetry()
            // The environment last: what an operator says stands.
            .ConfigureResource(resource => resource.Clear()
                .AddService(service, serviceVersion: OrbitalVersion.Current).AddTelemetrySdk().AddEnvironmentVariableDetector());
        _ = LogMeter.IsCollected;
        if (!Says(builder.Configuration, "OTEL_METRICS_EXPORTER", "none"))
            telemetry.WithMetrics(metrics => metrics.AddMeter([source, .. Others]).AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false));
        if (HasTraceEndpoint(builder.Configuration) && !Says(builder.Configuration, "OTEL_TRACES_EXPORTER", "none"))
        {
            telemetry.WithTracing(tracing => tracing.AddSource(source).AddOtlpExporter());
            builder.Services.AddHostedService<TraceFarewell>();
        }

        return builder;
    }

    /// <summary>Maps <c>/metrics</c>, unless metrics are turned off.</summary>
    public static void MapOrbitalMetrics(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<MeterProvider>() is null)
            return;
        endpoints.MapPrometheusScrapingEndpoint("/metrics").Add(endpoint =>
        {
            var scrape = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async context =>
            {
                await RefreshAsync(context);
                await scrape(context);
            };
        });
    }

    private static async Task RefreshAsync(HttpContext context)
    {
        var states = context.RequestServices.GetServices<IScrapedState>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(RefreshTimeout);
        await Task.WhenAll(states.Select(state => state.RefreshAsync(patience.Token)));
    }

    private static bool HasTraceEndpoint(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) || !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]);

    private static bool Says(IConfiguration configuration, string setting, string value) =>
        value.Equals(configuration[setting], StringComparison.OrdinalIgnoreCase);
}

/// <summary>State behind gauges that must be fetched before it can be shown.</summary>
public interface IScrapedState
{
    /// <summary>Called before each scrape. It never fails: gauges whose state cannot be had show nothing.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}

/// <summary>Sends the last spans. A collector that hangs must not hold up the end of the process.</summary>
internal sealed class TraceFarewell(TracerProvider provider) : IHostedService
{
    private const int PatienceMilliseconds = 1_000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() => provider.Shutdown(PatienceMilliseconds), CancellationToken.None);
}
