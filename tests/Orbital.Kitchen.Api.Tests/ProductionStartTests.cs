using Npgsql;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Kitchen.Api.Tests.Tls;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What the kitchen requires before it starts in production.</summary>
public sealed class ProductionStartTests : IDisposable
{
    private static readonly string[] Checks = ["Tls", "SignIn", "GrpcCallers", "CrossOrigin", "AllowedHosts", "PostgreSqlTls", "PostgreSqlCredentials"];

    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task With_nothing_set_but_mistakes_it_ends_with_one_message_that_names_all()
    {
        await using var kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Limits:Conections"] = "10",
            ["Authentication:Athority"] = "https://login.orbital.test",
            ["Kitchen:HttpPort"] = "eighty",
        });

        (await kitchen.Exited.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBe(1);

        SafeSettings.ChecksIn(kitchen.Output).ShouldBe(Checks);
        foreach (var mistake in new[] { "Limits:Conections is no setting", "Authentication:Athority is no setting", "Kitchen:HttpPort" })
            kitchen.Output.Where(line => line.Contains(mistake, StringComparison.Ordinal)).ShouldHaveSingleItem(mistake);
        kitchen.Output.ShouldNotContain(line => line.Contains("   at ", StringComparison.Ordinal));
        kitchen.Output.Count.ShouldBe(3 + Checks.Length + 4);
    }

    [Theory]
    [InlineData("Tls", "Tls:Certificate", "", "Tls:Key", "", "Tls:ClientCertificates", "", "Tls:ClientAuthorities", "")]
    [InlineData("SignIn", "Authentication:Issuer", "", "Authentication:Audience", "", "Authentication:SigningKeys", "")]
    [InlineData("GrpcCallers", "Authentication:Issuer", "", "Authentication:Audience", "", "Authentication:SigningKeys", "", "Tls:ClientCertificates", "Allowed", "Security:Accept:SignIn", "true")]
    [InlineData("CrossOrigin", "Cors:Origins", "")]
    [InlineData("CrossOrigin", "Cors:Origins", "http://pos.orbital.test")]
    [InlineData("CrossOrigin", "Cors:Origins", "https://office.orbital.test, http://pos.orbital.test")]
    [InlineData("CrossOrigin", "Cors:Origins", "", "Cors:Origins:0", "http://pos.orbital.test")]
    [InlineData("AllowedHosts", "AllowedHosts", "")]
    [InlineData("AllowedHosts", "AllowedHosts", "kitchen.orbital.test;*")]
    [InlineData("AllowedHosts", "AllowedHosts", "0.0.0.0")]
    [InlineData("AllowedHosts", "AllowedHosts", "[::]")]
    [InlineData("Tls", "Kestrel:Endpoints:Other:Url", "http://127.0.0.1:0")]
    [InlineData("Tls", "preferHostingUrls", "true")]
    [InlineData("PostgreSqlTls", "ConnectionStrings:PostgreSQL", "Host=db;Username=u;Password=p")]
    [InlineData("PostgreSqlTls", "ConnectionStrings:PostgreSQL", "Host=db;Username=u;Password=p;SSL Mode=Require")]
    [InlineData("PostgreSqlCredentials", "ConnectionStrings:PostgreSQL", "Host=db;Username=u;SSL Mode=VerifyFull")]
    [InlineData("PostgreSqlCredentials", "ConnectionStrings:PostgreSQL", "Host=db;Password=p;SSL Mode=VerifyCA")]
    [InlineData("CertificateDates", "Tls:Certificate", "EXPIRED", "Tls:Key", "EXPIREDKEY")]
    [InlineData("SigningKeys", "Authentication:SigningKeys", "CERT,WEAK")]
    [InlineData("Placeholders", "AllowedHosts", "kitchen.example.com;localhost")]
    [InlineData("Placeholders", "Authentication:Issuer", "https://login.example.com/realms/orbital")]
    [InlineData("Placeholders", "Cors:Origins", "https://office.example.com")]
    [InlineData("Placeholders", "ConnectionStrings:PostgreSQL", "Host=db;Username=u;Password=change-me;SSL Mode=VerifyFull")]
    public void One_thing_that_is_missing_is_named_alone_and_can_be_accepted_alone(string check, params string[] settings)
    {
        var all = Safe();
        all.Change(settings.Select(File));

        SafeSettings.ChecksIn(Should.Throw<StartRefusedException>(() => Build(all)).Message).ShouldBe([check]);

        all[$"Security:Accept:{check}"] = "true";
        Should.NotThrow(() => Build(all));
    }

    [Theory]
    [InlineData("Cors:Origins", "https://a.orbital.test,https://b.orbital.test:8443")]
    [InlineData("Cors:Origins", "", "Cors:Origins:0", "https://a.orbital.test")]
    [InlineData("Cors:Origins", "", "Cors:Origins:0", "none")]
    [InlineData("Tls:ClientNames", "order-management,till")]
    [InlineData("Authentication:SigningKeys", "", "Authentication:SigningKeys:0", "CERT", "Authentication:SigningKeys:1", "CERT")]
    public void A_list_is_taken_as_one_text_and_as_entries(params string[] settings)
    {
        var all = Safe();
        all.Change(settings.Select(File));

        Should.NotThrow(() => Build(all));
    }

    [Fact]
    public void Whatever_is_wrong_is_told_at_once()
    {
        var all = Safe();
        all.Change(
            "Tls:ClientAuthorities", "/nowhere.pem", "Tls:ClientName", "till", "Cors:Origins", "*", "Limits:Streams", "0", "Kitchen:GrpcPort", "many",
            "ConnectionStrings:PostgreSQL", "Host=db;Port=many", "Security:Accept:Everything", "true", "Batching:Capacity", "0",
            "Authentication:SigningKeys", File("WEAK"), "AllowedHosts", "*");

        var refusal = Should.Throw<StartRefusedException>(() => Build(all)).Message;

        foreach (var named in new[]
        {
            "Tls:ClientAuthorities must be a file", "Tls:ClientName is no setting", "Cors:Origins must be origins", "Limits:Streams must be", "Kitchen:GrpcPort",
            "ConnectionStrings:PostgreSQL must be", "Security:Accept:Everything is no check", "Capacity", "SigningKeys: Authentication:SigningKeys", "AllowedHosts: ",
        })
            refusal.ShouldContain(named);
        SafeSettings.ChecksIn(refusal).ShouldBe(["SigningKeys", "AllowedHosts"]);
    }

    [Theory]
    [InlineData("Security:Accept:Everything", "true")]
    [InlineData("Security:Accept:Tls", "yes")]
    public void An_acceptance_that_means_nothing_is_refused(string setting, string value)
    {
        var all = Safe();
        all[setting] = value;

        Should.Throw<StartRefusedException>(() => Build(all)).Message.ShouldContain(setting);
    }

    [Fact]
    public async Task With_all_that_is_required_it_starts_and_answers_to_its_names_only()
    {
        var database = _certificates.Server("postgresql");
        await using var postgres = await PostgresServer.StartOwnAsync(certificate: database);
        var reached = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken))
        {
            SslMode = SslMode.VerifyFull,
            RootCertificate = _certificates.Authority,
        };
        var settings = Safe();
        settings["ConnectionStrings:PostgreSQL"] = reached.ConnectionString;

        await using var kitchen = await TlsKitchen.StartAsync(
            reached.ConnectionString, _certificates, [.. settings.Select(setting => (setting.Key, setting.Value))]);

        using var connection = await TlsConnection.OpenAsync(kitchen);
        (await connection.GetAsync("/ping")).ShouldStartWith("HTTP/1.1 200");
        // Who probes it knows its address alone.
        (await connection.GetAsync("/ping", "elsewhere.example")).ShouldStartWith("HTTP/1.1 200");
        (await connection.GetAsync("/api/v1/board", "elsewhere.example")).ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task What_is_accepted_is_a_warning_at_every_start()
    {
        var settings = OpenProduction.Settings();
        settings["ConnectionStrings:PostgreSQL"] = $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody";
        (settings["Kitchen:HttpPort"], settings["Kitchen:GrpcPort"]) = ("0", "0");
        await using var kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", settings);

        await Eventually.BecomesTrueAsync(() => kitchen.Output.Any(line => line.Contains("Now listening on", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));

        foreach (var check in Checks)
            kitchen.Output.Where(line => line.Contains($"\"Check\":\"{check}\"", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("\"@l\":\"Warning\"");
    }

    private SafeSettings Safe() => new(_certificates.Server("kitchen"))
    {
        ["Tls:ClientCertificates"] = "Required",
        ["Tls:ClientAuthorities"] = _certificates.Authority,
        ["Cors:Origins"] = "none",
        ["ConnectionStrings:PostgreSQL"] = "Host=db;Username=u;Password=p;SSL Mode=VerifyFull",
    };

    private string File(string text) => text switch
    {
        "EXPIRED" => _certificates.Server("expired", TimeSpan.FromDays(-1)).Certificate,
        "EXPIREDKEY" => _certificates.PathOf("expired.key"),
        "CERT" => _certificates.PathOf("kitchen.pem"),
        "CERT,WEAK" => $"{File("CERT")},{File("WEAK")}",
        "WEAK" => Written("change-me-change-me-change-me-change-me-aaa="),
        _ => text,
    };

    private string Written(string secret)
    {
        var path = _certificates.PathOf("secret");
        System.IO.File.WriteAllText(path, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)));
        return path;
    }

    private static void Build(SafeSettings settings) => ((IDisposable)KitchenHost.Build(settings.Arguments)).Dispose();
}
