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
    public async Task With_nothing_set_it_ends_with_one_message_that_names_all()
    {
        await using var kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Production" });

        (await kitchen.Exited.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBe(1);

        kitchen.Output.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(':')[0]).ShouldBe(Checks);
        kitchen.Output.ShouldNotContain(line => line.Contains("   at ", StringComparison.Ordinal));
        kitchen.Output.Count.ShouldBe(Checks.Length + 2);
    }

    [Theory]
    [InlineData("Tls", "Tls:Certificate", "", "Tls:Key", "", "Tls:ClientCertificates", "", "Tls:ClientAuthorities", "")]
    [InlineData("SignIn", "Authentication:Issuer", "", "Authentication:Audience", "", "Authentication:SigningKeys:0", "")]
    [InlineData("GrpcCallers", "Authentication:Issuer", "", "Authentication:Audience", "", "Authentication:SigningKeys:0", "", "Tls:ClientCertificates", "Allowed", "Security:Accept:SignIn", "true")]
    [InlineData("CrossOrigin", "Cors:Origins", "")]
    [InlineData("CrossOrigin", "Cors:Origins", "*")]
    [InlineData("CrossOrigin", "Cors:Origins", "http://pos.example")]
    [InlineData("AllowedHosts", "AllowedHosts", "")]
    [InlineData("AllowedHosts", "AllowedHosts", "kitchen.example;*")]
    [InlineData("AllowedHosts", "AllowedHosts", "0.0.0.0")]
    [InlineData("AllowedHosts", "AllowedHosts", "[::]")]
    [InlineData("Tls", "Kestrel:Endpoints:Other:Url", "http://127.0.0.1:0")]
    [InlineData("PostgreSqlTls", "ConnectionStrings:PostgreSQL", "Host=db;Username=u;Password=p")]
    [InlineData("PostgreSqlTls", "ConnectionStrings:PostgreSQL", "Host=db;Username=u;Password=p;SSL Mode=Require")]
    [InlineData("PostgreSqlCredentials", "ConnectionStrings:PostgreSQL", "Host=db;Username=u;SSL Mode=VerifyFull")]
    [InlineData("PostgreSqlCredentials", "ConnectionStrings:PostgreSQL", "Host=db;Password=p;SSL Mode=VerifyCA")]
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
        (await connection.GetAsync("/ping", "elsewhere.example")).ShouldStartWith("HTTP/1.1 400");
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

    private static IEnumerable<string> Named(StartRefusedException refusal) =>
        refusal.Message.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(':')[0]);

    private Dictionary<string, string> Safe()
    {
        var shown = _certificates.Server("kitchen");
        return new Dictionary<string, string>
        {
            ["environment"] = "Production",
            ["Tls:Certificate"] = shown.Certificate,
            ["Tls:Key"] = shown.Key,
            ["Tls:ClientCertificates"] = "Required",
            ["Tls:ClientAuthorities"] = _certificates.Authority,
            ["Authentication:Issuer"] = "https://issuer.orbital.test",
            ["Authentication:Audience"] = "orbital",
            ["Authentication:SigningKeys:0"] = shown.Certificate,
            ["Cors:Origins"] = "none",
            ["AllowedHosts"] = "localhost",
            ["ConnectionStrings:PostgreSQL"] = "Host=db;Username=u;Password=p;SSL Mode=VerifyFull",
        };
    }

    private static void Build(Dictionary<string, string> settings)
    {
        var host = KitchenHost.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        ((IDisposable)host).Dispose();
    }
}
