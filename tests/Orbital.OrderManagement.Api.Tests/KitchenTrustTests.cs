using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>A real kitchen that lets in only whom it knows: what comes while it does not know this service waits, and an alarm says why.</summary>
public sealed class KitchenTrustTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Orders = 25;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly TestCertificates _certificates = new();
    private readonly TestCertificates _strangers = new();
    private readonly int _kitchenPort = FreePort.Next();
    private readonly int _grpcPort = FreePort.Next();
    private MongoEmulatorServer _mongo = null!;
    private ServiceProcess _kitchen = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        var server = _certificates.Server("kitchen");
        _mongo = await MongoEmulatorServer.StartAsync();
        _kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:PostgreSQL"] = await postgres.CreateDatabaseAsync(),
            ["Kitchen:HttpPort"] = $"{_kitchenPort}",
            ["Kitchen:GrpcPort"] = $"{_grpcPort}",
            ["Tls:Certificate"] = server.Certificate,
            ["Tls:Key"] = server.Key,
            ["Tls:ClientCertificates"] = "Required",
            ["Tls:ClientAuthorities"] = _certificates.Authority,
            ["Tls:ClientNames:0"] = "order-management",
        });
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust() } })
        {
            BaseAddress = new Uri($"https://localhost:{_kitchenPort}"),
        };
        await Eventually.BecomesTrueAsync(async () => (await _http.GetAsync("/health/ready")).IsSuccessStatusCode, Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _kitchen.DisposeAsync();
        await _mongo.DisposeAsync();
        _certificates.Dispose();
        _strangers.Dispose();
    }

    [Fact]
    public async Task Orders_wait_while_the_kitchen_refuses_our_certificate_and_all_arrive_once_it_takes_it()
    {
        var shown = _strangers.Client("order-management");
        await using var service = await StartAsync(_certificates.Authority, shown);
        using var source = new SourceOrders(_mongo.ConnectionString);
        await InsertAsync(source);

        await IsAlarmedAsync(service, "certificate");
        (await ListAsync()).ShouldBe(0);
        (await source.DeadLettersAsync()).ShouldBeEmpty();

        var good = _certificates.Client("order-management");
        File.Copy(good.Certificate, shown.Certificate, overwrite: true);
        File.Copy(good.Key, shown.Key, overwrite: true);

        await IsWellAsync(service, source);
        await File.WriteAllTextAsync(shown.Key, "not a key", TestContext.Current.CancellationToken);
        await Eventually.BecomesTrueAsync(async () => (await CheckAsync(service)).GetProperty("status").GetString() == "Degraded", Deadline, "the new key is no key");
    }

    [Fact]
    public async Task Orders_wait_while_the_kitchen_shows_a_certificate_that_we_do_not_trust()
    {
        var authorities = _strangers.PathOf("kitchens.pem");
        File.Copy(_strangers.Authority, authorities);
        await using var service = await StartAsync(authorities, _certificates.Client("order-management"));
        using var source = new SourceOrders(_mongo.ConnectionString);
        await InsertAsync(source);

        await IsAlarmedAsync(service, "certificate");
        (await source.DeadLettersAsync()).ShouldBeEmpty();

        File.Copy(_certificates.Authority, authorities, overwrite: true);

        await IsWellAsync(service, source);
    }

    private Task<OrderManagementProcess> StartAsync(string authorities, CertificatePair shown) => OrderManagementProcess.Start(
        _mongo.ConnectionString, $"https://localhost:{_grpcPort}",
        // What takes too long on a busy machine would be another failure, and the alarm after it another alarm.
        ("Kitchens:Default:ConnectTimeout", "00:00:30"),
        ("Kitchens:Default:SendTimeout", "00:01:00"),
        ("Kitchens:Default:Authorities", authorities),
        ("Kitchens:Default:Certificate", shown.Certificate),
        ("Kitchens:Default:Key", shown.Key)).ListeningAsync();

    private static Task InsertAsync(SourceOrders source) =>
        source.InsertAsync([.. Enumerable.Range(0, Orders).Select(n => SourceOrders.Order($"order {n}"))]);

    private static async Task IsAlarmedAsync(OrderManagementProcess service, string reason)
    {
        await Eventually.BecomesTrueAsync(() => Alarms(service).Count > 0, Deadline, "an alarm");
        // Several tries later it is still the same alarm.
        await Eventually.BecomesTrueAsync(async () => (await KitchenAsync(service)).GetProperty("failures").GetInt32() >= 3, Deadline, "three failures");
        Alarms(service).ShouldHaveSingleItem(Story(service)).ShouldContain("\"Kitchen\":\"Default\"");
        var check = await CheckAsync(service);
        check.GetProperty("status").GetString().ShouldBe("Degraded");
        check.GetProperty("description").GetString().ShouldNotBeNull().ShouldContain(reason);
        (await Scrape.OfAsync(service.Http.BaseAddress!.Port))
            .Sum("orbital_kitchen_send_failures_total", ("kitchen", "Default"), ("outcome", "not_allowed")).ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    private async Task IsWellAsync(OrderManagementProcess service, SourceOrders source)
    {
        await Eventually.BecomesTrueAsync(async () => await ListAsync() == Orders, Deadline, "all orders arrive");
        await Eventually.BecomesTrueAsync(
            async () => (await service.GetAsync("/health/ready")).GetProperty("status").GetString() == "Healthy", Deadline, "all is well");
        (await source.DeadLettersAsync()).ShouldBeEmpty();
    }

    private static async Task<JsonElement> CheckAsync(OrderManagementProcess service) =>
        (await service.GetAsync("/health/ready")).GetProperty("checks").GetProperty("kitchen");

    private static async Task<JsonElement> KitchenAsync(OrderManagementProcess service) => (await service.GetAsync("/api/v1/feed")).GetProperty("kitchens")[0];

    private static string Story(OrderManagementProcess service) =>
        string.Join('\n', service.Log.Where(line => line.Contains("KitchenGate", StringComparison.Ordinal)));

    private static List<string> Alarms(OrderManagementProcess service) =>
        [.. service.Log.Where(line => line.Contains("ALARM: kitchen", StringComparison.Ordinal))];

    private async Task<int> ListAsync() =>
        JsonElement.Parse(await _http.GetStringAsync("/api/v1/orders?limit=100")).GetProperty("items").GetArrayLength();

    private X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(_certificates.Authority);
        return policy;
    }
}
