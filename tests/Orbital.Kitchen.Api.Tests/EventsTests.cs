using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

public sealed class EventsTests(PostgresServer postgres) : IAsyncLifetime
{
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync() => _kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Fact]
    public async Task An_order_is_an_event_and_so_is_each_batch_item_that_it_touches()
    {
        await using var events = await EventReader.OpenAsync(_kitchen.Http);
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 2));
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b", 3));

        var messages = await events.TakeAsync(4);

        messages.Select(message => (message.Id, message.Event)).ShouldBe(
            [(1, "order.received"), (2, "batch-item.created"), (3, "order.received"), (4, "batch-item.updated")]);
        var last = messages[3].Data;
        last.GetProperty("sequence").GetInt64().ShouldBe(4);
        last.GetProperty("type").GetString().ShouldBe("batch-item.updated");
        last.GetProperty("orderId").GetString().ShouldBe("b");
        last.GetProperty("batchItem").GetProperty("quantity").GetInt32().ShouldBe(5);
        last.GetProperty("batchItem").GetProperty("version").GetInt64().ShouldBe(4);
        messages[0].Data.GetProperty("order").GetProperty("orderItems")[0].GetProperty("itemName").GetString().ShouldBe("Burger");
    }

    [Fact]
    public async Task The_answer_starts_at_once_with_nothing_to_tell()
    {
        await using var events = await EventReader.OpenAsync(_kitchen.Http);

        events.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var first = await events.NextAsync(heartbeats: true);
        first!.Event.ShouldBe("heartbeat");
        first.Id.ShouldBeNull();
        first.Data.GetProperty("sequence").GetInt64().ShouldBe(0);
    }

    [Theory]
    [InlineData("/api/v1/events?after=2", null)]
    [InlineData("/api/v1/events", "2")]
    [InlineData("/api/v1/events?after=0", "2")]
    public async Task A_position_replays_what_came_after_it(string path, string? lastEventId)
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b"));

        await using var events = await EventReader.OpenAsync(_kitchen.Http, path, lastEventId);

        (await events.TakeAsync(2)).Select(message => message.Id).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task A_fresh_replica_replays_what_others_wrote_before_it_started()
    {
        var database = await postgres.CreateKitchenAsync();
        await using (var first = await KitchenReplica.StartAsync(database))
            await first.Orders.SendOrder(SampleOrders.Burgers("a"));
        await using var second = await KitchenReplica.StartAsync(database);

        await using var events = await EventReader.OpenAsync(second.Http, "/api/v1/events?after=0");

        (await events.TakeAsync(2)).Select(message => message.Event).ShouldBe(["order.received", "batch-item.created"]);
    }

    [Theory]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("first")]
    [InlineData("99999999999999999999999")]
    public async Task A_position_that_cannot_be_had_is_a_reset_and_the_live_tail(string position)
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        await using var events = await EventReader.OpenAsync(_kitchen.Http, lastEventId: position);

        var reset = await events.NextAsync();
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b"));

        reset!.Event.ShouldBe("reset");
        reset.Data.GetProperty("sequence").GetInt64().ShouldBe(2);
        (await events.TakeAsync(2)).Select(message => message.Id).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task A_station_sees_only_its_own_events()
    {
        await using var events = await EventReader.OpenAsync(_kitchen.Http, "/api/v1/events?station=Fryer");
        await _kitchen.Orders.SendOrder(SampleOrders.Of("a", ("Burger", "Grill", 1)));
        await _kitchen.Orders.SendOrder(SampleOrders.Of("b", ("Burger", "Grill", 1), ("Fries", "Fryer", 1)));

        (await events.TakeAsync(2)).Select(message => (message.Id, message.Event)).ShouldBe([(3, "order.received"), (5, "batch-item.created")]);
    }

    [Fact]
    public async Task Events_of_another_replica_arrive_in_order_without_a_gap()
    {
        var database = await postgres.CreateKitchenAsync();
        await using var left = await KitchenReplica.StartAsync(database);
        await using var right = await KitchenReplica.StartAsync(database);
        await using var atLeft = await EventReader.OpenAsync(left.Http, "/api/v1/events?after=0");
        await using var atRight = await EventReader.OpenAsync(right.Http, "/api/v1/events?after=0");

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            (i % 2 == 0 ? left : right).Orders.SendOrder(SampleOrders.Of($"o{i}", ("Burger", $"Grill {i % 5}", 1)))));

        var expected = Enumerable.Range(1, 200).Select(i => (long?)i).ToList();
        (await atLeft.TakeAsync(200)).Select(message => message.Id).ShouldBe(expected);
        (await atRight.TakeAsync(200)).Select(message => message.Id).ShouldBe(expected);
    }
}
