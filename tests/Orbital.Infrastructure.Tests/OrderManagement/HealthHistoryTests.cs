using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orbital.Infrastructure.Hosting;

namespace Orbital.Infrastructure.Tests.OrderManagement;

public sealed class HealthHistoryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HealthHistory _history;

    public HealthHistoryTests() => _history = new HealthHistory(_time, NullLogger<HealthHistory>.Instance);

    [Fact]
    public void Since_is_when_the_check_entered_its_present_status()
    {
        var start = _time.GetUtcNow();
        Observe(HealthStatus.Unhealthy);
        _time.Advance(TimeSpan.FromMinutes(1));
        Observe(HealthStatus.Unhealthy);
        _history.Since("mongodb").ShouldBe(start);

        _time.Advance(TimeSpan.FromMinutes(1));
        Observe(HealthStatus.Healthy);
        _time.Advance(TimeSpan.FromMinutes(1));
        Observe(HealthStatus.Healthy);
        _history.Since("mongodb").ShouldBe(start + TimeSpan.FromMinutes(2));
    }

    private void Observe(HealthStatus status) => _history.Observe(new HealthReport(
        new Dictionary<string, HealthReportEntry> { ["mongodb"] = new(status, "", TimeSpan.Zero, null, null) }, TimeSpan.Zero));
}
