using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Ready means: the schema is up to date and orders can be committed. While they are, nothing is asked.</summary>
internal sealed class DatabaseHealth(SchemaMigration schema, CommitRecord commits, WriteProbe probe, TimeProvider time) : IHealthCheck
{
    /// <summary>For so long a commit, or a probe, answers for the next ones who ask.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A transaction takes milliseconds.</summary>
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private Task<string?> _probing = Task.FromResult<string?>(null);
    private long? _probedAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!schema.Done.IsCompletedSuccessfully)
            return HealthCheckResult.Unhealthy(schema.Problem ?? "the schema has not been brought up to date yet; is PostgreSQL running?");
        if (commits.UnderWay is var underWay && underWay > LongestTransaction)
            return HealthCheckResult.Unhealthy($"a transaction has not been answered for {underWay.TotalSeconds:0} s");
        if (commits.HasCommittedWithin(Freshness))
            return HealthCheckResult.Healthy("PostgreSQL commits orders");
        try
        {
            return await ProbeOnce().WaitAsync(Patience, time, cancellationToken) is { } problem
                ? HealthCheckResult.Unhealthy(problem)
                : HealthCheckResult.Healthy("PostgreSQL can commit orders");
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy(DatabaseProblem.NoAnswer);
        }
    }

    // One at a time, for all who ask.
    private Task<string?> ProbeOnce()
    {
        lock (_gate)
        {
            var isFresh = _probedAt is { } at && time.GetElapsedTime(at) < Freshness;
            if (!_probing.IsCompleted || (isFresh && commits.Problem is null && _probing is { IsCompletedSuccessfully: true, Result: null }))
                return _probing;
            _probedAt = time.GetTimestamp();
            return _probing = Task.Run(probe.RunAsync);
        }
    }
}
