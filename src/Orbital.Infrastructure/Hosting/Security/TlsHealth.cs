using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>Whether the service's certificate is good for a while, and what its files hold is in force.</summary>
internal sealed class TlsHealth(TlsCertificates certificates, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        var left = certificates.ExpiresAt - time.GetUtcNow();
        var expiry = $"{certificates.ExpiresAt.UtcDateTime:O}";
        if (left <= TimeSpan.Zero)
            return HealthCheckResult.Unhealthy($"The certificate expired at {expiry}");
        if (certificates.Problem is { } problem)
            return HealthCheckResult.Degraded($"The changed files of a certificate cannot be used: {problem}; the one in force expires at {expiry}");
        return left < Soon
            ? HealthCheckResult.Degraded($"The certificate expires soon, at {expiry}")
            : HealthCheckResult.Healthy($"The certificate is good until {expiry}");
    }
}
