using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Hosting;

/// <summary>Which certificate a handshake shows after the files have changed.</summary>
public sealed class TlsCertificatesTests : IDisposable
{
    private readonly TestCertificates _issuer = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly CertificatePair _files;
    private readonly TlsCertificates _certificates;

    public TlsCertificatesTests()
    {
        _files = _issuer.Server("first");
        _certificates = new TlsCertificates(
            new TlsOptions { Certificate = _files.Certificate, Key = _files.Key }, _time, NullLogger<TlsCertificates>.Instance);
    }

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task One_that_has_expired_does_not_take_the_place_of_a_good_one()
    {
        Replace(_issuer.Server("late", TimeSpan.FromDays(-1)));

        Shown().ShouldBe("CN=first");
        var health = await HealthAsync();
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Description.ShouldNotBeNull().ShouldMatch("CN=late is good from .* to .*, and it is");
    }

    [Fact]
    public async Task One_that_is_not_yet_valid_waits_for_its_day()
    {
        Replace(_issuer.Server("early", after: TimeSpan.FromDays(2)));

        Shown().ShouldBe("CN=first");
        (await HealthAsync()).Status.ShouldBe(HealthStatus.Degraded);
        _time.Advance(TimeSpan.FromDays(2));

        Shown().ShouldBe("CN=early");
        (await HealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task One_that_expires_in_force_is_unhealthy()
    {
        _time.Advance(TimeSpan.FromDays(61));

        Shown().ShouldBe("CN=first");
        (await HealthAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private void Replace(CertificatePair next)
    {
        File.Copy(next.Certificate, _files.Certificate, overwrite: true);
        File.Copy(next.Key, _files.Key, overwrite: true);
        _time.Advance(TimeSpan.FromSeconds(3));
    }

    private string Shown() => _certificates.Handshake(asksClients: false, new FeatureCollection()).ServerCertificateContext!.TargetCertificate.Subject;

    private Task<HealthCheckResult> HealthAsync() => new TlsHealth(_certificates, _time).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
}
