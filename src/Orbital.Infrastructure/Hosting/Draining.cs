using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting;

/// <summary>How a service leaves. Section <c>Shutdown</c>.</summary>
internal sealed class DrainOptions
{
    public const string Section = "Shutdown";

    /// <summary>
    /// How long the ports stay open after the signal, while readiness says 503: a load balancer that checks that often sends nobody to a
    /// closed port.
    /// Default 2 s; at most 1 min. What the service then needs to end comes on top.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>
/// Between the signal and the closing of the ports: requests are answered as ever, and readiness sends load balancers elsewhere. The host
/// stops the server only after this.
/// </summary>
internal sealed partial class DrainDelay(
    IOptions<DrainOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DrainDelay> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host that is stopped by its own program, without a signal, has told nobody that it would.
        if (!lifetime.ApplicationStopping.IsCancellationRequested || options.Value.DrainDelay == TimeSpan.Zero)
            return;
        LogDraining(options.Value.DrainDelay);
        await Task.Delay(options.Value.DrainDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: not ready from now on, and the ports stay open for {Delay}")]
    private partial void LogDraining(TimeSpan delay);
}

/// <summary>Not ready once the service has been asked to stop.</summary>
internal sealed class DrainHealth(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("The service stops")
            : HealthCheckResult.Healthy("The service runs"));
}
