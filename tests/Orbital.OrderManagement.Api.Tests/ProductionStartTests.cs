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

        SafeSettings.ChecksIn(service.Output).ShouldBe(Checks);
        service.Output.Count.ShouldBe(Checks.Length + 3);
    }

    [Theory]
    [InlineData("Tls", "Tls:Certificate", "", "Tls:Key", "")]
    [InlineData("SignIn", "Authentication:Issuer", "", "Authentication:Audience", "", "Authentication:SigningKeys", "")]
    [InlineData("CrossOrigin", "Cors:Origins", "http://pos.orbital.test")]
    [InlineData("AllowedHosts", "AllowedHosts", "*")]
    [InlineData("MongoTls", "ConnectionStrings:MongoDB", "mongodb://u:p@db/")]
    [InlineData("MongoTls", "ConnectionStrings:MongoDB", "mongodb://u:p@db/?tls=true&tlsInsecure=true")]
    [InlineData("MongoCredentials", "ConnectionStrings:MongoDB", "mongodb://db/?tls=true")]
    [InlineData("KitchenTls", "Kitchens:Bar:Address", "http://127.0.0.1:50051", "Kitchens:Bar:TokenFile", "TOKEN")]
    [InlineData("KitchenCredentials", "Kitchens:Bar:Address", "https://bar:50051")]
    [InlineData("CertificateDates", "Kitchens:Default:Certificate", "EXPIRED", "Kitchens:Default:Key", "EXPIREDKEY")]
    [InlineData("Placeholders", "Kitchens:Default:Address", "https://kitchen.example:50051")]
    [InlineData("Placeholders", "ConnectionStrings:MongoDB", "mongodb://u:changeme@127.0.0.1:1/?tls=true")]
    public void One_thing_that_is_missing_is_named_alone_and_can_be_accepted_alone(string check, params string[] settings)
    {
        var all = Safe();
        all.Change(settings.Select(File));

        SafeSettings.ChecksIn(Should.Throw<StartRefusedException>(() => Build(all)).Message).ShouldBe([check]);

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

    private SafeSettings Safe()
    {
        var caller = _certificates.Client("order-management-as-caller");
        return new SafeSettings(_certificates.Server("order-management"))
        {
            ["ConnectionStrings:MongoDB"] = "mongodb://u:p@127.0.0.1:1/?tls=true",
            ["Kitchens:Default:Address"] = "https://localhost:1",
            ["Kitchens:Default:Certificate"] = caller.Certificate,
            ["Kitchens:Default:Key"] = caller.Key,
        };
    }

    private string File(string text) => text switch
    {
        "EXPIRED" => _certificates.Client("expired", TimeSpan.FromDays(-1)).Certificate,
        "EXPIREDKEY" => _certificates.PathOf("expired.key"),
        "TOKEN" => Written("token"),
        _ => text,
    };

    private string Written(string token)
    {
        System.IO.File.WriteAllText(_certificates.PathOf(token), token);
        return _certificates.PathOf(token);
    }

    private static void Build(SafeSettings settings) => ((IDisposable)OrderManagementHost.Build(settings.Arguments)).Dispose();
}
