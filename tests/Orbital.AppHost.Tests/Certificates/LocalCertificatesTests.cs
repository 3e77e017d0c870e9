using System.Security.Cryptography.X509Certificates;
using Orbital.AppHost.Certificates;

namespace Orbital.AppHost.Tests.Certificates;

public sealed class LocalCertificatesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void They_are_kept_until_they_expire_within_a_month_and_the_authority_stays()
    {
        var first = Read(Ensure(Now));
        var soonAfter = Read(Ensure(Now.AddDays(59)));
        var renewed = Read(Ensure(Now.AddDays(61)));

        soonAfter.ShouldBe(first);
        renewed.Authority.ShouldBe(first.Authority);
        renewed.Kitchen.ShouldNotBe(first.Kitchen);
    }

    [Fact]
    public void A_lost_authority_makes_all_anew()
    {
        var files = Ensure(Now);
        var first = Read(files);
        File.Delete(files.Authority);

        var second = Read(Ensure(Now));

        (second.Authority == first.Authority || second.Kitchen == first.Kitchen).ShouldBeFalse();
    }

    private LocalCertificates Ensure(DateTimeOffset now) => LocalCertificates.Ensure(_folder.Path, now);

    private static (string Authority, string Kitchen) Read(LocalCertificates files) => (
        X509CertificateLoader.LoadCertificateFromFile(files.Authority).Thumbprint,
        X509Certificate2.CreateFromPemFile(files.KitchenCertificate, files.KitchenKey).Thumbprint);
}
