using Grpc.Core;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

public sealed class SendOrderTests(PostgresServer postgres) : IAsyncLifetime
{
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync() => _kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Fact]
    public async Task Two_orders_of_one_item_show_one_batch_item_with_the_sum()
    {
        (await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 2))).Success.ShouldBeTrue();
        (await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b", 3))).Success.ShouldBeTrue();

        (await _kitchen.BatchItemsAsync()).ShouldBe([("Burger Plancha Station", "Burger", 5)]);
        var item = (await _kitchen.GetAsync("/api/v1/batch-items")).GetProperty("items")[0];
        item.GetProperty("status").GetString().ShouldBe("pending");
        item.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("orderId").GetString()).ShouldBe(["a", "b"]);
        item.GetProperty("brands").EnumerateArray().Select(brand => brand.GetString()).ShouldBe(["Desayuna"]);
    }

    [Fact]
    public async Task The_same_order_again_is_a_success_and_changes_nothing()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        var before = (await _kitchen.GetAsync("/api/v1/orders")).GetProperty("sequence").GetInt64();

        var again = await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));

        again.Success.ShouldBeTrue();
        again.Message.ShouldBe("already known");
        (await _kitchen.GetAsync("/api/v1/orders")).GetProperty("sequence").GetInt64().ShouldBe(before);
        (await _kitchen.BatchItemsAsync()).ShouldBe([("Burger Plancha Station", "Burger", 2)]);
    }

    [Fact]
    public async Task Different_content_under_a_known_id_is_refused()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 2));

        var refusal = await Should.ThrowAsync<RpcException>(() => _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 3)));

        refusal.StatusCode.ShouldBe(StatusCode.AlreadyExists);
        (await _kitchen.BatchItemsAsync()).ShouldBe([("Burger Plancha Station", "Burger", 2)]);
    }

    public static TheoryData<string, OrderRequest> InvalidOrders => new()
    {
        { "order_id", SampleOrders.Burgers("") },
        { "order_id", SampleOrders.Burgers(new string('x', 129)) },
        { "order_id", SampleOrders.Burgers("nul\0") },
        { "otter_order_id", SampleOrders.Burgers("a") with { OtterOrderId = new string('x', 129) } },
        { "brand_name", SampleOrders.Burgers("a") with { BrandName = "new\nline" } },
        { "order_items", SampleOrders.Of("a") },
        { "order_items", SampleOrders.Of("a", [.. Enumerable.Repeat(("Burger", "Grill", 1), 201)]) },
        { "order_items[0].item_name", SampleOrders.Of("a", (" ", "Grill", 1)) },
        { "order_items[1].station_name", SampleOrders.Of("a", ("Burger", "Grill", 1), ("Fries", "", 1)) },
        { "order_items[0].quantity", SampleOrders.Of("a", ("Burger", "Grill", 0)) },
        { "order_items[0].quantity", SampleOrders.Of("a", ("Burger", "Grill", -5)) },
        { "order_items[0].quantity", SampleOrders.Of("a", ("Burger", "Grill", int.MaxValue)) },
    };

    [Theory]
    [MemberData(nameof(InvalidOrders), DisableDiscoveryEnumeration = true)]
    public async Task An_order_that_breaks_a_rule_is_refused_with_the_name_of_the_field(string field, OrderRequest order)
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => _kitchen.Orders.SendOrder(order));

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refusal.Status.Detail.ShouldStartWith($"{field} ");
        (await _kitchen.GetAsync("/api/v1/orders")).GetProperty("sequence").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Hundreds_of_callers_at_once_lose_and_double_nothing()
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, 300).Select(i =>
            _kitchen.Orders.SendOrder(SampleOrders.Of($"order-{i % 200}", ("Burger", "Grill", 2), ("Fries", $"Fryer {i % 200 % 3}", 1)))));

        sent.ShouldAllBe(answer => answer.Success);
        var items = await _kitchen.BatchItemsAsync();
        items.Where(item => item.Item == "Burger").Sum(item => item.Quantity).ShouldBe(400);
        items.Where(item => item.Item == "Fries").Sum(item => item.Quantity).ShouldBe(200);
        items.ShouldAllBe(item => item.Quantity <= 20);

        var last = (await _kitchen.GetAsync("/api/v1/orders")).GetProperty("sequence").GetInt64();
        await using var events = await EventReader.OpenAsync(_kitchen.Http, "/api/v1/events?after=0");
        (await events.TakeAsync((int)last)).Select(message => message.Id!.Value).ShouldBe(Enumerable.Range(1, (int)last).Select(i => (long)i));
    }

    [Fact]
    public async Task Pages_of_orders_follow_each_other_while_new_ones_arrive()
    {
        for (var i = 0; i < 7; i++)
            await _kitchen.Orders.SendOrder(SampleOrders.Burgers($"o{i}"));
        var first = await _kitchen.GetAsync("/api/v1/orders?limit=4");

        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("late"));
        var second = await _kitchen.GetAsync($"/api/v1/orders?limit=4&cursor={first.GetProperty("nextCursor").GetString()}");

        first.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("orderId").GetString()).ShouldBe(["o6", "o5", "o4", "o3"]);
        second.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("orderId").GetString()).ShouldBe(["o2", "o1", "o0"]);
        second.GetProperty("nextCursor").GetString().ShouldBeNull();
    }
}
