using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Orbital.Infrastructure.Hosting;

/// <summary>Remembers since when each health check has its present status, and logs each change once.</summary>
/// <remarks>Fed by the probes over HTTP and, so that "since" is right when nobody asks, by the host's own periodic run.</remarks>
internal sealed partial class HealthHistory(TimeProvider time, ILogger<HealthHistory> logger) : IHealthCheckPublisher
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        Observe(report);
        return Task.CompletedTask;
    }

    public void Observe(HealthReport report)
    {
        foreach (var (name, entry) in report.Entries)
            Observe(name, entry);
    }

    public DateTimeOffset Since(string check) => _entries.TryGetValue(check, out var entry) ? entry.Since : time.GetUtcNow();

    private void Observe(string name, HealthReportEntry report)
    {
        var now = new Entry(report.Status, time.GetUtcNow());
        var stored = _entries.AddOrUpdate(name, now, (_, known) => known.Status == now.Status ? known : now);
        if (!ReferenceEquals(stored, now))
            return;
        if (report.Status == HealthStatus.Healthy)
            LogHealthy(name, report.Description);
        else
            LogNotHealthy(name, report.Status, report.Description);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Health of {Check} is Healthy: {Description}")]
    private partial void LogHealthy(string check, string? description);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Health of {Check} is {Status}: {Description}")]
    private partial void LogNotHealthy(string check, HealthStatus status, string? description);

    private sealed record Entry(HealthStatus Status, DateTimeOffset Since);
}
