using MongoDB.Bson;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>A stop while orders flow, and what the process keeps of them.</summary>
public sealed class ManyOrdersTests : IAsyncLifetime
{
    private const int MaxInFlight = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int _kitchenPort = FreePort.Next();
    private static readonly (string Name, string Value)[] Settings = [("OrderFeed:MaxInFlight", $"{MaxInFlight}")];

    private MongoEmulatorServer _mongo = null!;
    private SourceOrders _source = null!;

    private string KitchenAddress => $"http://127.0.0.1:{_kitchenPort}";

    public async ValueTask InitializeAsync()
    {
        _mongo = await MongoEmulatorServer.StartAsync();
        _source = new SourceOrders(_mongo.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _mongo.DisposeAsync();
    }

    [Fact]
    public async Task A_stop_ends_in_time_with_all_that_was_acknowledged_in_the_checkpoint()
    {
        const int Orders = 3_000;
        await using var kitchen = await KitchenStub.StartAsync(_kitchenPort);
        kitchen.Answer = async _ =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            return new OrderResponse { Success = true };
        };
        await using (var service = await ListeningAsync(kitchen))
        {
            await InsertAsync(Orders);
            await Eventually.BecomesTrueAsync(() => kitchen.Received.Count > 500, Patience);

            (await service.TerminateAsync()).ShouldBeLessThan(TimeSpan.FromSeconds(5));

            (await service.Exited).ShouldBe(0);
            kitchen.Received.Count.ShouldBeLessThan(Orders, "it was stopped in the middle");
        }

        await using var next = await OrderManagementService.StartAsync(_mongo.ConnectionString, KitchenAddress, Settings);
        await DeliveredAsync(kitchen, Orders);
        Repeats(kitchen).ShouldBeLessThanOrEqualTo(MaxInFlight);
    }

    [Fact]
    public async Task A_stop_gives_up_what_the_kitchen_does_not_answer_and_the_next_start_sends_just_that_again()
    {
        const int Orders = 500;
        await using var kitchen = await KitchenStub.StartAsync(_kitchenPort);
        var never = new TaskCompletionSource<OrderResponse>();
        await using (var service = await ListeningAsync(kitchen))
        {
            kitchen.Answer = _ => never.Task;
            await InsertAsync(Orders);
            await Eventually.BecomesTrueAsync(() => kitchen.Received.Count > MaxInFlight, Patience, "the window is full");

            (await service.TerminateAsync()).ShouldBeLessThan(TimeSpan.FromSeconds(5));

            (await service.Exited).ShouldBe(0);
        }

        never.SetResult(new OrderResponse { Success = true });
        kitchen.Answer = _ => never.Task;
        await using var next = await OrderManagementService.StartAsync(_mongo.ConnectionString, KitchenAddress, Settings);
        await DeliveredAsync(kitchen, Orders);
        Repeats(kitchen).ShouldBe(MaxInFlight);
    }

    [Fact]
    public async Task Behind_a_kitchen_that_is_away_and_then_slow_memory_does_not_grow_with_the_number_of_orders()
    {
        const int Few = 2_000, Many = 20_000, Characters = 2_000;
        await using var service = await Start().ListeningAsync();
        await GatherAndDrainAsync(service, "few", Few, Characters);
        var after = await HeapAsync(service);

        await GatherAndDrainAsync(service, "many", Many, Characters);

        // What is garbage goes with one of the next collections, what is kept for each order does not.
        const double IfItKeptOneEach = (Many - Few) * Characters * sizeof(char);
        await Eventually.BecomesTrueAsync(async () => await HeapAsync(service) < after + IfItKeptOneEach / 2, Patience, "memory does not grow");
    }

    private OrderManagementProcess Start() => OrderManagementProcess.Start(_mongo.ConnectionString, KitchenAddress, Settings);

    /// <summary>Starts one that is behind its first scan, which would begin again after a stop.</summary>
    private async Task<OrderManagementProcess> ListeningAsync(KitchenStub kitchen)
    {
        var service = Start();
        await _source.InsertAsync(SourceOrders.Order("first"));
        await Eventually.BecomesTrueAsync(() => kitchen.Received.Any(order => order.OrderId == "first"), Patience);
        await Eventually.BecomesTrueAsync(async () => (await _source.CheckpointsAsync()).Any(saved => saved.Contains("position")), Patience);
        return service;
    }

    private async Task InsertAsync(int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(1_000))
            await _source.InsertAsync([.. numbers.Select(number => SourceOrders.Order($"order {number}"))]);
    }

    private async Task DeliveredAsync(KitchenStub kitchen, int orders)
    {
        // Behind all others.
        await _source.InsertAsync(SourceOrders.Order("last"));
        await Eventually.BecomesTrueAsync(() => kitchen.Received.Any(order => order.OrderId == "last"), Patience, "the last order arrives");
        await Eventually.BecomesTrueAsync(
            () => kitchen.Received.Select(order => order.OrderId).Distinct().Count(id => id.StartsWith("order", StringComparison.Ordinal)) == orders, Patience, "all orders arrive");
    }

    /// <summary>Inserts large orders while the kitchen is away, and lets them go to one that needs a while for each.</summary>
    private async Task GatherAndDrainAsync(OrderManagementProcess service, string name, int count, int characters)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(1_000))
            await _source.InsertAsync([.. numbers.Select(number => Large($"{name} {number}", characters))]);
        await Eventually.BecomesTrueAsync(
            async () => (await service.GetAsync("/api/v1/feed")).GetProperty("inFlight").GetInt32() == MaxInFlight, Patience, "the window is full");
        await using var kitchen = await KitchenStub.StartAsync(_kitchenPort);
        kitchen.Answer = async _ =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            return new OrderResponse { Success = true };
        };
        await Eventually.BecomesTrueAsync(
            () => kitchen.Received.Select(order => order.OrderId).Distinct().Count() == count, Patience, $"all {count} orders arrive");
    }

    private static BsonDocument Large(string id, int characters)
    {
        var order = SourceOrders.Order(id);
        order["StationOrders"][0]["OrderItems"][0]["Name"] = id + new string('x', characters);
        return order;
    }

    /// <summary>Bytes on the heap of .NET after the last collection.</summary>
    private static async Task<double> HeapAsync(OrderManagementProcess service) =>
        (await Scrape.OfAsync(service.Http.BaseAddress!.Port)).Sum("dotnet_gc_last_collection_heap_size_bytes").ShouldNotBeNull();

    private static int Repeats(KitchenStub kitchen) => kitchen.Received.Count - kitchen.Received.Select(order => order.OrderId).Distinct().Count();
}
