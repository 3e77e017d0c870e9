using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>What Order Management requires before it starts in production.</summary>
public sealed class ProductionStartTests : IDisposable
{
    private static readonly string[] Checks = ["Tls", "SignIn", "AllowedHosts", "MongoTls", "MongoCredentials", "KitchenTls", "KitchenCredentials"];

    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task With_nothing_set_it_ends_with_one_message_that_names_all()
    {
        await using var service = ServiceProcess.Start(
            "Orbital.OrderManagement.Api", new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Production" });

        (await service.Exited.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBe(1);

        service.Output.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(':')[0]).ShouldBe(Checks);
        service.Output.Count.ShouldBe(Checks.Length + 2);
    }

    [Theory]
    [InlineData("Tls", "Tls:Certificate", "", "Tls:Key", "")]
    [InlineData("SignIn", "Authentication:Issuer", "", "Authentication:Audience", "", "Authentication:SigningKeys:0", "")]
    [InlineData("AllowedHosts", "AllowedHosts", "*")]
    [InlineData("MongoTls", "ConnectionStrings:MongoDB", "mongodb://u:p@db/")]
    [InlineData("MongoTls", "ConnectionStrings:MongoDB", "mongodb://u:p@db/?tls=true&tlsInsecure=true")]
    [InlineData("MongoCredentials", "ConnectionStrings:MongoDB", "mongodb://db/?tls=true")]
    [InlineData("KitchenTls", "Kitchens:Bar:Address", "http://bar:50051", "Kitchens:Bar:TokenFile", "/token")]
    [InlineData("KitchenCredentials", "Kitchens:Bar:Address", "https://bar:50051")]
    public void One_thing_that_is_missing_is_named_alone_and_can_be_accepted_alone(string check, params string[] settings)
    {
        var all = Safe();
        foreach (var pair in settings.Chunk(2))
        {
            if (pair[1].Length > 0)
                all[pair[0]] = pair[1];
            else
                all.Remove(pair[0]);
        }

        Named(Should.Throw<StartRefusedException>(() => Build(all))).ShouldBe([check]);

        all[$"Security:Accept:{check}"] = "true";
        Should.NotThrow(() => Build(all));
    }

    [Fact]
    public async Task With_all_that_is_required_it_starts()
    {
        var settings = Safe();
        var port = FreePort.Next();
        settings["OrderManagement:HttpPort"] = $"{port}";
        settings["DOTNET_ENVIRONMENT"] = settings["environment"];
        await using var service = ServiceProcess.Start("Orbital.OrderManagement.Api", settings);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(_certificates.Authority);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });

        await Eventually.BecomesTrueAsync(
            async () => await http.GetStringAsync(new Uri($"https://localhost:{port}/ping"), TestContext.Current.CancellationToken) == "pong", TimeSpan.FromSeconds(60));

        service.Output.ShouldNotContain(line => line.Contains("Security:Accept", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Named(StartRefusedException refusal) =>
        refusal.Message.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(':')[0]);

    private Dictionary<string, string> Safe()
    {
        var shown = _certificates.Server("order-management");
        var caller = _certificates.Client("order-management-as-caller");
        return new Dictionary<string, string>
        {
            ["environment"] = "Production",
            ["Tls:Certificate"] = shown.Certificate,
            ["Tls:Key"] = shown.Key,
            ["Authentication:Issuer"] = "https://issuer.orbital.test",
            ["Authentication:Audience"] = "orbital",
            ["Authentication:SigningKeys:0"] = shown.Certificate,
            ["AllowedHosts"] = "localhost",
            ["ConnectionStrings:MongoDB"] = "mongodb://u:p@127.0.0.1:1/?tls=true",
            ["Kitchens:Default:Address"] = "https://localhost:1",
            ["Kitchens:Default:Certificate"] = caller.Certificate,
            ["Kitchens:Default:Key"] = caller.Key,
        };
    }

    private static void Build(Dictionary<string, string> settings)
    {
        var host = OrderManagementHost.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        ((IDisposable)host).Dispose();
    }
}
