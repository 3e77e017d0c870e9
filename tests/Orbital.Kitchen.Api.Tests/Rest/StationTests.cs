using System.Net;
using System.Text.Json;

namespace Orbital.Kitchen.Api.Tests.Rest;

[Collection(RestCollection.Name)]
public sealed class StationTests(RestKitchen kitchen)
{
    private readonly string _station = RestKitchen.NewName();

    [Fact]
    public async Task A_station_shows_its_counts_and_what_is_to_cook_now_and_later()
    {
        await kitchen.OrderAsync(_station, 5);
        await kitchen.DoAsync(await kitchen.OnlyItemAsync(_station), "complete", new { quantity = 2 });
        await kitchen.OrderAsync(_station, 4);
        await kitchen.OrderAsync(_station, 7, "Fries");

        var station = await StationAsync();

        (station.Number("pending"), station.Number("inProgress")).ShouldBe((2, 1));
        station.GetProperty("allDay").EnumerateArray().Select(item => (item.Text("itemName"), item.Number("now"), item.Number("later")))
            .ShouldBe([("Burger", 3, 4), ("Fries", 0, 7)]);
        (station.GetProperty("batchingPolicy").Number("windowSeconds"), station.GetProperty("batchingPolicy").Number("capacity")).ShouldBe((180, 20));
    }

    [Fact]
    public async Task Units_of_a_cancelled_order_are_not_to_cook()
    {
        var order = await kitchen.OrderAsync(_station, 5);
        await kitchen.DoAsync(await kitchen.OnlyItemAsync(_station), "start");
        await kitchen.PostAsync($"orders/{order}/cancel");

        (await StationAsync()).GetProperty("allDay")[0].Number("now").ShouldBe(0);
    }

    [Fact]
    public async Task A_policy_holds_for_the_next_unit_at_every_replica()
    {
        await kitchen.OrderAsync(_station, 1);
        await kitchen.SetPolicyAsync(_station, capacity: 3, at: kitchen.Left);
        await kitchen.Right.Orders.SendOrder(SampleOrders.Of($"{_station} right", ("Burger", _station, 4)));
        await kitchen.SetPolicyAsync(_station, capacity: 2, at: kitchen.Right);
        await kitchen.Left.Orders.SendOrder(SampleOrders.Of($"{_station} left", ("Burger", _station, 3)));

        (await kitchen.ItemsAsync(_station)).Select(item => item.Number("quantity")).ShouldBe([3, 2, 2, 1]);
        (await StationAsync()).GetProperty("batchingPolicy").Number("capacity").ShouldBe(2);
    }

    [Fact]
    public async Task A_policy_of_an_item_goes_before_that_of_its_station_whichever_is_set_last()
    {
        await kitchen.SetPolicyAsync(_station, capacity: 4, itemName: "Burger");
        await kitchen.OrderAsync(_station, 4);
        await kitchen.OrderAsync(_station, 4, "Fries");

        await kitchen.SetPolicyAsync(_station, capacity: 10);
        await kitchen.OrderAsync(_station, 4);
        await kitchen.OrderAsync(_station, 4, "Fries");

        (await kitchen.ItemsAsync(_station)).Select(item => (item.Text("itemName"), item.Number("quantity")))
            .ShouldBe([("Burger", 4), ("Fries", 8), ("Burger", 4)]);
    }

    [Fact]
    public async Task An_item_with_a_larger_policy_stays_open_when_its_station_gets_a_smaller_one()
    {
        await kitchen.SetPolicyAsync(_station, capacity: 10, itemName: "Burger");
        await kitchen.OrderAsync(_station, 4);

        await kitchen.SetPolicyAsync(_station, capacity: 3);
        await kitchen.OrderAsync(_station, 4);

        (await kitchen.ItemsAsync(_station)).ShouldHaveSingleItem().Number("quantity").ShouldBe(8);
    }

    [Fact]
    public async Task A_larger_capacity_opens_full_ones_again_and_a_smaller_one_closes_them()
    {
        await kitchen.SetPolicyAsync(_station, capacity: 4);
        await kitchen.OrderAsync(_station, 4);
        await kitchen.SetPolicyAsync(_station, capacity: 6);
        await kitchen.OrderAsync(_station, 1);
        await kitchen.SetPolicyAsync(_station, capacity: 5);
        await kitchen.OrderAsync(_station, 1);

        (await kitchen.ItemsAsync(_station)).Select(item => item.Number("quantity")).ShouldBe([5, 1]);
    }

    [Fact]
    public async Task Prepared_units_can_be_taken_over_also_after_the_capacity_has_shrunk_below_them()
    {
        await kitchen.PostAsync("batch-items", new { stationName = _station, itemName = "Burger", quantity = 10 });
        await kitchen.OrderAsync(_station, 6);
        await kitchen.SetPolicyAsync(_station, capacity: 5);

        await kitchen.OrderAsync(_station, 4);

        (await kitchen.ItemsAsync(_station)).ShouldHaveSingleItem().Orders().Select(order => order.Quantity).ShouldBe([6, 4]);
    }

    [Fact]
    public async Task A_window_of_zero_never_merges()
    {
        await kitchen.SetPolicyAsync(_station, windowSeconds: 0);
        await kitchen.OrderAsync(_station, 1);
        await kitchen.OrderAsync(_station, 2);

        (await kitchen.ItemsAsync(_station)).Select(item => item.Number("quantity")).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_station_with_a_slash_in_its_name_can_have_a_policy()
    {
        var station = $"{_station} / Salads";
        await kitchen.SetPolicyAsync(station, capacity: 3);

        await kitchen.OrderAsync(station, 4);

        (await kitchen.ItemsAsync(station)).Select(item => item.Number("quantity")).ShouldBe([3, 1]);
    }

    [Fact]
    public async Task The_board_shows_what_is_open_and_the_events_go_on_from_its_sequence()
    {
        var done = await kitchen.OrderAsync(_station, 1);
        await kitchen.DoAsync(await kitchen.OnlyItemAsync(_station), "complete");
        await kitchen.PostAsync($"orders/{done}/hand-off");
        var cooking = await kitchen.OrderAsync(_station, 2);
        await kitchen.OrderAsync(RestKitchen.NewName(), 1);

        var board = (await kitchen.GetAsync($"board?station={Uri.EscapeDataString(_station)}")).Body;
        var next = await kitchen.OrderAsync(_station, 3);

        board.GetProperty("batchItems").EnumerateArray().Select(item => item.Orders()).ShouldHaveSingleItem().ShouldBe([(cooking, 2, 0)]);
        board.GetProperty("orders").EnumerateArray().Select(order => order.Text("orderId")).ShouldBe([cooking]);
        board.GetProperty("at").GetDateTimeOffset().ShouldBeGreaterThan(board.GetProperty("orders")[0].GetProperty("receivedAt").GetDateTimeOffset());
        await using var events = await EventReader.OpenAsync(kitchen.Right.Http, $"/api/v1/events?after={board.GetProperty("sequence")}");
        (await events.TakeAsync(1))[0].Data.GetProperty("order").Text("orderId").ShouldBe(next);
    }

    [Fact]
    public async Task The_board_without_a_station_shows_all_of_them()
    {
        var (here, there) = (await kitchen.OrderAsync(_station, 1), await kitchen.OrderAsync(RestKitchen.NewName(), 1));

        var board = await kitchen.GetAsync("board");

        board.Status.ShouldBe(HttpStatusCode.OK);
        var shown = board.Body.GetProperty("orders").EnumerateArray().Select(order => order.Text("orderId")).ToArray();
        shown.ShouldContain(here);
        shown.ShouldContain(there);
        board.Body.GetProperty("sequence").GetInt64().ShouldBe(await kitchen.SequenceAsync());
    }

    private async Task<JsonElement> StationAsync() => (await kitchen.GetAsync("stations")).Body.GetProperty("items").EnumerateArray()
        .Single(station => station.Text("name") == _station);
}
