using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>What is delivered when the stream of changes is lost, stands still or begins: what is wanted, all of it, and the oldest first.</summary>
public sealed class SecondReadingTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private MongoEmulatorServer _mongo = null!;
    private KitchenStub _kitchen = null!;
    private SourceOrders _source = null!;
    private MongoClient _control = null!;

    public async ValueTask InitializeAsync()
    {
        _mongo = await MongoEmulatorServer.StartAsync();
        _kitchen = await KitchenStub.StartAsync();
        _source = new SourceOrders(_mongo.ConnectionString);
        _control = new MongoClient(_mongo.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _source.Dispose();
        await _kitchen.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_listener_that_began_now_never_delivers_what_was_there_before_also_when_it_lost_its_place(bool objectIds)
    {
        await InsertAsync("old", 1_000, objectIds);
        await using (var first = await StartAsync(("OrderFeed:StartFrom", "Now")))
        {
            await first.FollowsAsync();
            await InsertAsync("new", 5, objectIds);
            await ArriveAsync(5);
        }

        await InsertAsync("meanwhile", 2, objectIds);
        await LosePlaceAsync();
        await using var second = await StartAsync(("OrderFeed:StartFrom", "Now"));
        await ArriveAsync(7);
        await Eventually.BecomesTrueAsync(
            async () => await second.ReadingAsync() is null && (await second.FeedAsync()).GetProperty("position").GetString() is not null,
            Patience, "the reading is over");

        _kitchen.Received.Select(order => order.OtterOrderId).ShouldNotContain("old");
    }

    [Fact]
    public async Task Where_no_bound_was_kept_the_second_reading_waits_for_an_operator_while_new_orders_flow()
    {
        await InsertAsync("old", 3, objectIds: false);
        // As a version before left it, and too old to go on from.
        await _source.In("orbital_checkpoints").InsertOneAsync(new BsonDocument
        {
            { "_id", "orders" }, { "position", "{ \"_data\" : \"8263000000000000000110\" }" }, { "term", 1L }, { "holder", "old" }, { "savedAt", DateTime.UnixEpoch },
        });
        await using var host = await StartAsync(("OrderFeed:StartFrom", "Now"));
        await Eventually.BecomesTrueAsync(async () => await host.ReadingAsync() == "held", Patience, "the reading is held");

        await InsertAsync("new", 1, objectIds: false);
        await ArriveAsync(1);
        (await host.DecideAsync("perhaps")).ShouldBe(400);
        (await host.Http.GetStringAsync("/metrics")).ShouldContain("orbital_feed_reading_held{");
        (await host.Http.GetStringAsync("/health/ready")).ShouldContain("The second reading of the collection waits for a decision");
        _kitchen.Received.Select(order => order.OtterOrderId).ShouldBe(["new"]);

        (await host.DecideAsync("deliver")).ShouldBe(204);
        await ArriveAsync(4);
        await Eventually.BecomesTrueAsync(async () => await host.DecideAsync("skip") == 409, Patience, "there is nothing to decide any more");
    }

    [Fact]
    public async Task A_stream_that_stands_still_is_opened_again_within_seconds_and_told()
    {
        await using var host = await StartAsync();
        await host.FollowsAsync();
        await AdminAsync("{ emulatorStallStreams: 1 }");
        await InsertAsync("during", 100, objectIds: true);

        await ArriveAsync(100);

        var metrics = await host.Http.GetStringAsync("/metrics");
        metrics.Split('\n').ShouldContain(line => line.StartsWith("orbital_feed_stood_still_total", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_of_primary_makes_the_stream_be_opened_on_it()
    {
        await using var host = await StartAsync();
        await host.FollowsAsync();
        await AdminAsync("{ replSetStepDown: 1, force: true }");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await InsertAsync("after", 1, objectIds: true);
                return true;
            },
            Patience, "there is a primary again");

        await ArriveAsync(1);
    }

    [Fact]
    public async Task Orders_that_waited_for_the_first_connection_reach_the_kitchen_the_oldest_first()
    {
        const int Orders = 300;
        await InsertAsync("waiting", Orders, objectIds: true);
        await using var host = await StartAsync();

        await ArriveAsync(Orders);

        var arrived = _kitchen.Received.Select(order => order.OrderItems[0].Quantity).ToList();
        arrived[0].ShouldBe(1);
        // Handlers of the kitchen run beside one another, so neighbours change places, and one may be late. The first window, let go in any
        // sequence, is out of place by 21 on average, and the wrong way round by 32.
        var outOfPlace = arrived.Take(64).Select((number, place) => Math.Abs(number - 1 - place)).Average();
        outOfPlace.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task A_collection_is_read_on_where_the_last_process_was_and_new_orders_do_not_wait_for_its_end()
    {
        const int Orders = 10_500;
        await InsertAsync("old", Orders, objectIds: true);
        var stopsAt = new TaskCompletionSource();
        _kitchen.Answer = async _ =>
        {
            if (_kitchen.Received.Count > 2_000)
                stopsAt.TrySetResult();
            await Task.Yield();
            return new OrderResponse { Success = true };
        };
        await using (await StartAsync())
        {
            await stopsAt.Task.WaitAsync(Patience);
            await InsertAsync("new", 1, objectIds: true);
            await Eventually.BecomesTrueAsync(() => _kitchen.Received.Any(order => order.OtterOrderId == "new"), Patience, "a new order arrives");
        }

        var first = _kitchen.Received.Count;
        first.ShouldBeLessThan(Orders);
        await using var second = await StartAsync();
        await Eventually.BecomesTrueAsync(
            () => _kitchen.Received.Select(order => order.OrderId).Distinct().Count() == Orders + 1, TimeSpan.FromMinutes(3), "all arrive");

        // At most what was on its way and the batch around it comes twice.
        _kitchen.Received.Count.ShouldBeLessThan(Orders + 1_000);
    }

    private Task<ListenerHost> StartAsync(params (string, string)[] settings) =>
        ListenerHost.StartAsync(_mongo.ConnectionString, _kitchen.Address, change: null, settings);

    /// <summary>Inserts orders that are numbered from 1 by their quantity.</summary>
    private async Task InsertAsync(string kind, int count, bool objectIds)
    {
        var orders = Enumerable.Range(1, count).Select(n =>
        {
            var order = SourceOrders.Order($"{kind} {n}", n).Set("OtterOrderId", kind);
            return objectIds ? order.Set("_id", ObjectId.GenerateNewId()) : order;
        }).ToArray();
        await _source.InsertAsync(orders);
    }

    private Task ArriveAsync(int orders) => Eventually.BecomesTrueAsync(
        () => _kitchen.Received.Select(order => order.OrderId).Distinct().Count() >= orders, Patience, $"{orders} orders arrive");

    private async Task LosePlaceAsync()
    {
        await AdminAsync("{ emulatorTrimOplog: 1, keep: 0 }");
        await _control.GetDatabase("other").GetCollection<BsonDocument>("others")
            .InsertManyAsync(Enumerable.Range(0, 10).Select(n => new BsonDocument("n", n)));
    }

    private Task<BsonDocument> AdminAsync(string command) =>
        _control.GetDatabase("admin").RunCommandAsync<BsonDocument>(BsonDocument.Parse(command));
}
