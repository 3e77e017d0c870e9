using MediatR;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orbital.Application.OrderManagement.ShowFeed;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.Hosting;

/// <summary>
/// What the listener is doing. In back-off it is degraded: it tries again by itself, loses nothing, and what is away is told by its own check.
/// </summary>
internal sealed class FeedHealthCheck(IMediator mediator) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var feed = (await mediator.Send(new ShowFeed(), cancellationToken)).Feed;
        if (feed.BackOff is { } backOff)
        {
            return HealthCheckResult.Degraded(
                $"Back-off after failure {backOff.Failures} since {backOff.Since:O}: {backOff.Reason}; next attempt at {backOff.RetryAt:O}");
        }

        if (feed.Reading is { IsHeld: true } held)
            return HealthCheckResult.Degraded($"The second reading of the collection waits for a decision since {held.Since:O}: {held.Reason}");

        return feed.Role switch
        {
            FeedRole.Working when feed.LastReplyAt is { } reply =>
                HealthCheckResult.Healthy($"Working; {feed.InFlight} in flight, last reply at {reply:O}"),
            FeedRole.Standby => HealthCheckResult.Healthy("Standing by: another listener works"),
            FeedRole.Stopped => HealthCheckResult.Unhealthy("Stopped"),
            _ => HealthCheckResult.Unhealthy("Starting: no reply from the source yet"),
        };
    }
}
