using System.Net;
using System.Text.Json;

namespace Orbital.Kitchen.Api.Tests.Rest;

[Collection(RestCollection.Name)]
public sealed class OrderActionTests(RestKitchen kitchen)
{
    private readonly string _station = RestKitchen.NewName();

    [Fact]
    public async Task An_order_goes_through_the_kitchen()
    {
        var order = await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);

        (await kitchen.OrderStatusAsync(order)).ShouldBe("received");
        (await kitchen.PostAsync($"orders/{order}/hand-off")).ShouldBeRefused("received", "rush", "cancel");
        await kitchen.DoAsync(id, "start");
        (await kitchen.OrderStatusAsync(order)).ShouldBe("in_progress");
        await kitchen.DoAsync(id, "complete");
        (await kitchen.OrderStatusAsync(order)).ShouldBe("ready");
        var given = await kitchen.PostAsync($"orders/{order}/hand-off");
        var again = await kitchen.PostAsync($"orders/{order}/hand-off");

        given.Body.Text("status").ShouldBe("handed_off");
        again.Body.GetRawText().ShouldBe(given.Body.GetRawText());
        (await kitchen.PostAsync($"orders/{order}/cancel")).ShouldBeRefused("handed_off");
        (await kitchen.PostAsync($"orders/{order}/rush")).ShouldBeRefused("handed_off");
        (await kitchen.PostAsync($"batch-items/{id}/recall")).ShouldBeRefused("completed");
    }

    [Fact]
    public async Task An_order_over_two_stations_is_ready_when_both_are_done()
    {
        var (grill, fryer, order) = (_station, RestKitchen.NewName(), RestKitchen.NewName("order").Replace(' ', '-'));
        await kitchen.Left.Orders.SendOrder(SampleOrders.Of(order, ("Burger", grill, 1), ("Fries", fryer, 2), ("Burger", grill, 1)));

        await kitchen.DoAsync(await kitchen.OnlyItemAsync(grill), "complete");
        (await kitchen.OrderStatusAsync(order)).ShouldBe("in_progress");
        await kitchen.DoAsync(await kitchen.OnlyItemAsync(fryer), "complete");

        (await kitchen.OrderStatusAsync(order)).ShouldBe("ready");
    }

    [Fact]
    public async Task Recalling_a_unit_of_a_ready_order_takes_the_order_back()
    {
        var order = await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);
        await kitchen.DoAsync(id, "complete");
        var before = await kitchen.SequenceAsync();

        var recalled = await kitchen.DoAsync(id, "recall");

        recalled.Text("status").ShouldBe("in_progress");
        recalled.Number("completedQuantity").ShouldBe(0);
        recalled.GetProperty("completedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await kitchen.OrderStatusAsync(order)).ShouldBe("in_progress");
        (await kitchen.EventTypesAsync(before)).ShouldBe(["batch-item.recalled", "order.in_progress"]);
        (await kitchen.PostAsync($"orders/{order}/hand-off")).ShouldBeRefused("in_progress", "rush", "cancel");
    }

    [Fact]
    public async Task Rush_shows_on_the_order_and_on_its_batch_items_and_holds_once()
    {
        await kitchen.OrderAsync(_station, 1);
        var order = await kitchen.OrderAsync(_station, 1);
        var before = await kitchen.SequenceAsync();

        var rushed = await kitchen.PostAsync($"orders/{order}/rush");
        var again = await kitchen.PostAsync($"orders/{order}/rush");

        rushed.Body.Text("priority").ShouldBe("rush");
        again.Body.GetRawText().ShouldBe(rushed.Body.GetRawText());
        (await kitchen.EventTypesAsync(before)).ShouldBe(["batch-item.updated", "order.updated"]);
        var item = (await kitchen.ItemsAsync(_station)).ShouldHaveSingleItem();
        item.Text("priority").ShouldBe("rush");
        item.GetProperty("orders").EnumerateArray().Select(served => served.GetProperty("isRush").GetBoolean()).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Cancelling_takes_pending_units_out_and_at_none_the_batch_item_goes()
    {
        var first = await kitchen.OrderAsync(_station, 2);
        var second = await kitchen.OrderAsync(_station, 3);
        var id = await kitchen.OnlyItemAsync(_station);

        (await kitchen.PostAsync($"orders/{first}/cancel")).Body.Text("status").ShouldBe("cancelled");
        var left = (await kitchen.GetAsync($"batch-items/{id}")).Body;
        var again = await kitchen.PostAsync($"orders/{first}/cancel");
        await kitchen.PostAsync($"orders/{second}/cancel");

        left.Orders().ShouldBe([(second, 3, 0)]);
        again.Status.ShouldBe(HttpStatusCode.OK);
        (await kitchen.GetAsync($"batch-items/{id}")).Body.Text("status").ShouldBe("cancelled");
        (await kitchen.PostAsync($"orders/{first}/rush")).ShouldBeRefused("cancelled");
        (await kitchen.PostAsync($"orders/{first}/hand-off")).ShouldBeRefused("cancelled");
    }

    [Fact]
    public async Task Units_that_cook_for_a_cancelled_order_stay_until_a_cook_acknowledges_it()
    {
        var cancelled = await kitchen.OrderAsync(_station, 2);
        var wanted = await kitchen.OrderAsync(_station, 3);
        var id = await kitchen.OnlyItemAsync(_station);
        await kitchen.DoAsync(id, "start");

        await kitchen.PostAsync($"orders/{cancelled}/cancel");
        var cooking = (await kitchen.GetAsync($"batch-items/{id}")).Body;
        var acknowledged = await kitchen.DoAsync(id, "acknowledge-cancellation");

        (cooking.Number("quantity"), cooking.Number("cancelledQuantity")).ShouldBe((5, 2));
        cooking.Texts("allowedActions").ShouldBe(["complete", "acknowledge-cancellation", "update"]);
        (acknowledged.Number("quantity"), acknowledged.Number("cancelledQuantity")).ShouldBe((3, 0));
        acknowledged.Orders().ShouldBe([(wanted, 3, 0)]);
        (await kitchen.DoAsync(id, "acknowledge-cancellation")).GetRawText().ShouldBe(acknowledged.GetRawText());
    }

    [Fact]
    public async Task A_batch_item_of_cancelled_orders_alone_is_over_when_acknowledged()
    {
        var order = await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);
        await kitchen.DoAsync(id, "start");
        await kitchen.PostAsync($"orders/{order}/cancel");

        (await kitchen.PostAsync($"batch-items/{id}/complete")).ShouldBeRefused("in_progress", "acknowledge-cancellation", "update");
        (await kitchen.DoAsync(id, "acknowledge-cancellation")).Text("status").ShouldBe("cancelled");
    }

    [Fact]
    public async Task Cancelling_after_the_units_are_done_leaves_them_done_and_not_to_be_recalled()
    {
        var order = await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);
        await kitchen.DoAsync(id, "complete");

        (await kitchen.PostAsync($"orders/{order}/cancel")).Body.Text("status").ShouldBe("cancelled");

        var item = (await kitchen.GetAsync($"batch-items/{id}")).Body;
        (item.Text("status"), item.Number("completedQuantity"), item.Number("cancelledQuantity")).ShouldBe(("completed", 2, 0));
        item.Texts("allowedActions").ShouldBeEmpty();
        (await kitchen.PostAsync($"batch-items/{id}/recall")).ShouldBeRefused("completed");
    }

    [Fact]
    public async Task A_cancellation_that_arrives_before_its_order_is_remembered()
    {
        var order = RestKitchen.NewName("order").Replace(' ', '-');

        (await kitchen.PostAsync($"orders/{order}/cancel")).Body.Text("status").ShouldBe("cancelled");
        (await kitchen.PostAsync($"orders/{order}/cancel")).Body.Text("status").ShouldBe("cancelled");
        (await kitchen.GetAsync($"orders/{order}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        var sent = await kitchen.Right.Orders.SendOrder(SampleOrders.Of(order, ("Burger", _station, 2)));

        sent.Success.ShouldBeTrue();
        var known = await kitchen.OrderAsItIsAsync(order);
        known.Text("status").ShouldBe("cancelled");
        known.GetProperty("orderItems").GetArrayLength().ShouldBe(1);
        (await kitchen.ItemsAsync(_station)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_id_with_a_slash_can_be_addressed()
    {
        var order = $"{RestKitchen.NewName("shop")}/7 %";
        await kitchen.Left.Orders.SendOrder(SampleOrders.Of(order, ("Burger", _station, 1)));

        (await kitchen.GetAsync($"orders/{Uri.EscapeDataString(order)}")).Body.Text("orderId").ShouldBe(order);
        (await kitchen.PostAsync($"orders/{Uri.EscapeDataString(order)}/rush")).Body.Text("orderId").ShouldBe(order);
    }
}
