using MediatR;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orbital.Application.OrderManagement.ShowFeed;

namespace Orbital.Infrastructure.OrderManagement.Hosting;

/// <summary>
/// Whether the listener's loop still turns, whoever is away. One that does not is stuck in this process, and only a new start helps: belongs to
/// liveness. By elapsed time, so that no clock that is put forward ends a process.
/// </summary>
internal sealed class ListenerLivenessCheck(IMediator mediator) : IHealthCheck
{
    /// <summary>The loop turns four times a minute.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var since = (await mediator.Send(new ShowFeed(), cancellationToken)).SinceTurn;
        return since < Bound
            ? HealthCheckResult.Healthy("The listener's loop turns")
            : HealthCheckResult.Unhealthy($"The listener's loop has not turned for {since.TotalSeconds:0} s: it is stuck");
    }
}
