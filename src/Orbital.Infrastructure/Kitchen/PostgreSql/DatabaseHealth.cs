using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Ready means: the schema is up to date and the database answers.</summary>
internal sealed class DatabaseHealth(SchemaMigration schema, NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!schema.Done.IsCompletedSuccessfully)
            return HealthCheckResult.Unhealthy("the schema has not been brought up to date yet; is PostgreSQL running?");
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy("PostgreSQL answers");
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e) || e is OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer", e);
        }
    }
}
