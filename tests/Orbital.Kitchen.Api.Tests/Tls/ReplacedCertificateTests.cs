using System.Text.Json;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Tls;

/// <summary>A certificate that is replaced while the kitchen runs, as certbot does it: links turn to other files.</summary>
public sealed class ReplacedCertificateTests(PostgresServer postgres) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task New_connections_see_the_new_one_old_ones_live_and_a_broken_one_changes_nothing()
    {
        var (first, second) = (Directory("1"), Directory("2"));
        PointTo(first);
        await using var kitchen = await TlsKitchen.StartAsync(
            await postgres.CreateKitchenAsync(), _certificates, ("Tls:Certificate", Current("tls.pem")), ("Tls:Key", Current("tls.key")));
        using var early = await TlsConnection.OpenAsync(kitchen);
        var before = early.Serial;

        PointTo(second);
        await Eventually.BecomesTrueAsync(async () => await SerialAsync(kitchen) != before, Deadline);
        var after = await SerialAsync(kitchen);
        (await early.GetAsync("/ping")).ShouldStartWith("HTTP/1.1 200");

        await File.WriteAllTextAsync(Path.Combine(second, "tls.key"), "not a key", TestContext.Current.CancellationToken);
        (await TlsHealthAsync(kitchen, "Degraded")).ShouldContain("cannot be used");
        (await SerialAsync(kitchen)).ShouldBe(after);

        PointTo(first);
        await Eventually.BecomesTrueAsync(async () => await SerialAsync(kitchen) == before, Deadline);
        await TlsHealthAsync(kitchen, "Healthy");
    }

    [Fact]
    public async Task One_that_expires_soon_is_not_quite_healthy()
    {
        var soon = _certificates.Server("soon", TimeSpan.FromDays(6));
        await using var kitchen = await TlsKitchen.StartAsync(
            await postgres.CreateKitchenAsync(), _certificates, ("Tls:Certificate", soon.Certificate), ("Tls:Key", soon.Key));

        (await TlsHealthAsync(kitchen, "Degraded")).ShouldContain("expires soon");
    }

    private static async Task<string> SerialAsync(TlsKitchen kitchen)
    {
        using var connection = await TlsConnection.OpenAsync(kitchen);
        return connection.Serial;
    }

    private static Task<string> TlsHealthAsync(TlsKitchen kitchen, string status) => Eventually.BecomesAsync(
        async () =>
        {
            var report = JsonElement.Parse(await kitchen.Http.GetStringAsync("/health/ready")).GetProperty("checks").GetProperty("tls");
            return report.GetProperty("status").GetString() == status ? report.GetProperty("description").GetString() : null;
        },
        Deadline);

    private string Current(string file) => Path.Combine(_certificates.PathOf("current"), file);

    private string Directory(string name)
    {
        var folder = System.IO.Directory.CreateDirectory(_certificates.PathOf(name)).FullName;
        var pair = _certificates.Server($"kitchen-{name}");
        File.Copy(pair.Certificate, Path.Combine(folder, "tls.pem"));
        File.Copy(pair.Key, Path.Combine(folder, "tls.key"));
        return folder;
    }

    private void PointTo(string folder)
    {
        System.IO.Directory.CreateDirectory(_certificates.PathOf("current"));
        foreach (var file in new[] { "tls.pem", "tls.key" })
        {
            var link = _certificates.PathOf("next");
            File.CreateSymbolicLink(link, Path.Combine(folder, file));
            // rename(2): there is no moment without a file, but one with the key of another certificate.
            File.Move(link, Current(file), overwrite: true);
        }
    }
}
