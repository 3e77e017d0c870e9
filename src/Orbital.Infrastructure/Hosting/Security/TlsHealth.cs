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
        var now = time.GetUtcNow();
        var left = certificates.ExpiresAt - now;
        var expiry = $"{certificates.ExpiresAt.UtcDateTime:O}";
        var changed = certificates.Problem is { } problem ? $"The changed files of a certificate cannot be used: {problem}. " : "";
        if (certificates.DateProblem(now) is { } dates)
            return HealthCheckResult.Unhealthy($"{changed}The certificate in force: {dates}");
        if (changed.Length > 0)
            return HealthCheckResult.Degraded($"{changed}The one in force expires at {expiry}");
        return left < Soon
            ? HealthCheckResult.Degraded($"The certificate expires soon, at {expiry}")
            : HealthCheckResult.Healthy($"The certificate is good until {expiry}");
    }
}
