using System.Text.Json;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>A real kitchen behind a network that swallows what passes, and closes nothing.</summary>
public sealed class KitchenNetworkTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly HttpClient Http = new();
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly int _kitchenPort = FreePort.Next();
    private MongoEmulatorServer _mongo = null!;
    private ServiceProcess _kitchen = null!;
    private TcpProxy _network = null!;
    private OrderManagementService _service = null!;
    private SourceOrders _source = null!;

    public async ValueTask InitializeAsync()
    {
        var grpcPort = FreePort.Next();
        _mongo = await MongoEmulatorServer.StartAsync();
        _kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:PostgreSQL"] = await postgres.CreateDatabaseAsync(),
            ["Kitchen:HttpPort"] = $"{_kitchenPort}",
            ["Kitchen:GrpcPort"] = $"{grpcPort}",
        });
        _network = TcpProxy.To(grpcPort);
        _source = new SourceOrders(_mongo.ConnectionString);
        await _kitchen.WaitUntilAnswersAsync($"http://127.0.0.1:{_kitchenPort}/health/ready", Deadline);
        _service = await OrderManagementService.StartAsync(
            _mongo.ConnectionString, $"http://127.0.0.1:{_network.Port}", ("Kitchens:Default:SendTimeout", "00:00:02"));
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _service.DisposeAsync();
        await _network.DisposeAsync();
        await _kitchen.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    [Fact]
    public async Task A_black_hole_costs_no_order_and_doubles_none()
    {
        await InsertAsync("before", 10);
        await KitchenHasAsync(10);

        // Nothing gets there.
        _network.HoldAll();
        await InsertAsync("unheard", 30);
        await IsHeldAsync();
        _network.Release();
        await KitchenHasAsync(40);
        await IsWellAsync();

        // All gets there, and no answer comes back: only the kitchen knows that it has the orders.
        _network.HoldReplies();
        await InsertAsync("unanswered", 30);
        await KitchenHasAsync(70);
        await IsHeldAsync();
        _network.Release();
        await IsWellAsync();

        // What was sent again came before this one.
        await InsertAsync("last", 1);
        await KitchenHasAsync(71);
        (await UnitsAsync()).ShouldBe(2 * 71);
        (await _source.DeadLettersAsync()).ShouldBeEmpty();
    }

    private Task InsertAsync(string name, int count) =>
        _source.InsertAsync([.. Enumerable.Range(0, count).Select(n => SourceOrders.Order($"{name} {n}"))]);

    private async Task IsHeldAsync()
    {
        await Eventually.BecomesTrueAsync(
            async () => !(await KitchenOfFeedAsync()).GetProperty("takesOrders").GetBoolean(), Deadline, "orders are held");
        var wait = await KitchenOfFeedAsync();
        wait.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
        wait.GetProperty("retryAt").ValueKind.ShouldBe(JsonValueKind.String);
        var check = (await _service.GetAsync("/health/ready")).GetProperty("checks").GetProperty("kitchen");
        check.GetProperty("status").GetString().ShouldBe("Degraded");
    }

    private Task IsWellAsync() => Eventually.BecomesTrueAsync(
        async () => (await _service.GetAsync("/health/ready")).GetProperty("status").GetString() == "Healthy"
            && (await _service.GetAsync("/api/v1/feed")).GetProperty("inFlight").GetInt32() == 0,
        Deadline, "all is delivered and well");

    private async Task<JsonElement> KitchenOfFeedAsync() => (await _service.GetAsync("/api/v1/feed")).GetProperty("kitchens")[0];

    private Task KitchenHasAsync(int orders) => Eventually.BecomesTrueAsync(
        async () => (await ListAsync("orders")).Count == orders, Deadline, $"the kitchen has {orders} orders");

    private async Task<int> UnitsAsync() => (await ListAsync("batch-items")).Sum(item => item.GetProperty("quantity").GetInt32());

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string list)
    {
        var page = JsonElement.Parse(await Http.GetStringAsync(new Uri($"http://127.0.0.1:{_kitchenPort}/api/v1/{list}?limit=200")));
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
