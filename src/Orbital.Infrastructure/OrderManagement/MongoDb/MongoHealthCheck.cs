using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Whether MongoDB answers a ping.</summary>
internal sealed class MongoHealthCheck(MongoConnection mongo, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await MongoFailures.TranslateAsync(mongo.PingAsync, Patience, time, cancellationToken);
            return HealthCheckResult.Healthy("MongoDB answers");
        }
        catch (FeedUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
