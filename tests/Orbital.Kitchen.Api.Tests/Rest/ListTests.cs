using System.Net;
using System.Text.Json;

namespace Orbital.Kitchen.Api.Tests.Rest;

[Collection(RestCollection.Name)]
public sealed class ListTests(RestKitchen kitchen)
{
    private readonly string _station = RestKitchen.NewName();

    [Fact]
    public async Task An_order_that_was_cancelled_before_it_arrived_is_in_the_list_when_it_arrives()
    {
        var id = RestKitchen.NewName("order").Replace(' ', '-');
        await kitchen.PostAsync($"orders/{id}/cancel");
        (await ListedAsync()).ShouldBeFalse();

        await kitchen.Left.Orders.SendOrder(SampleOrders.Burgers(id));

        (await ListedAsync()).ShouldBeTrue();

        async Task<bool> ListedAsync() => (await kitchen.GetAsync("orders?status=cancelled&limit=500")).Body.GetProperty("items").EnumerateArray()
            .Any(order => order.Text("orderId") == id);
    }

    [Fact]
    public async Task Pages_of_batch_items_neither_skip_nor_repeat_while_rows_change()
    {
        await kitchen.SetPolicyAsync(_station, windowSeconds: 0);
        for (var i = 0; i < 7; i++)
            await kitchen.OrderAsync(_station, i + 1);
        var before = (await kitchen.ItemsAsync(_station)).Select(item => item.Text("id")).ToArray();

        var first = await PageAsync("limit=3");
        await kitchen.DoAsync(before[1], "complete");
        await kitchen.DoAsync(before[3], "start");
        await kitchen.OrderAsync(_station, 1);
        var second = await PageAsync($"limit=3&cursor={first.Body.Text("nextCursor")}");
        var third = await PageAsync($"limit=3&cursor={second.Body.Text("nextCursor")}");

        Ids(first).Concat(Ids(second)).Concat(Ids(third)).Take(7).ShouldBe(before);
        Ids(third).Length.ShouldBe(2);
        third.Body.GetProperty("nextCursor").ValueKind.ShouldBe(JsonValueKind.Null);
        third.Body.GetProperty("sequence").GetInt64().ShouldBe(await kitchen.SequenceAsync());
    }

    [Fact]
    public async Task A_page_that_ends_exactly_with_the_last_row_has_no_next()
    {
        await kitchen.SetPolicyAsync(_station, windowSeconds: 0);
        await kitchen.OrderAsync(_station, 1);
        await kitchen.OrderAsync(_station, 1);

        (await PageAsync("limit=2")).Body.GetProperty("nextCursor").ValueKind.ShouldBe(JsonValueKind.Null);
        (await PageAsync("limit=1")).Body.GetProperty("nextCursor").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task Each_filter_narrows_and_all_of_them_together()
    {
        var brand = RestKitchen.NewName("Brand");
        await kitchen.OrderAsync(_station, 1, "Burger");
        await kitchen.OrderAsync(_station, 2, "Fries", brand);
        await kitchen.OrderAsync(RestKitchen.NewName(), 3, "Fries", brand);
        var burger = (await kitchen.ItemsAsync(_station))[0].Text("id");
        await kitchen.DoAsync(burger, "start");

        Quantities(await PageAsync("")).ShouldBe([1, 2]);
        Quantities(await PageAsync("item=Fries")).ShouldBe([2]);
        Quantities(await PageAsync("status=in_progress")).ShouldBe([1]);
        Quantities(await PageAsync("status=pending")).ShouldBe([2]);
        Quantities(await PageAsync("status=pending&status=in_progress")).ShouldBe([1, 2]);
        Quantities(await PageAsync("status=completed&status=cancelled")).ShouldBeEmpty();
        Quantities(await kitchen.GetAsync($"batch-items?brand={Uri.EscapeDataString(brand)}")).ShouldBe([2, 3]);
        Quantities(await PageAsync($"brand={Uri.EscapeDataString(brand)}&item=Fries&status=pending")).ShouldBe([2]);
        Quantities(await PageAsync("item=Soup")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_changed_since_a_moment_can_be_asked_for()
    {
        await kitchen.SetPolicyAsync(_station, windowSeconds: 0);
        await kitchen.OrderAsync(_station, 1);
        await kitchen.OrderAsync(_station, 2);
        await kitchen.OrderAsync(_station, 3);
        var ids = (await kitchen.ItemsAsync(_station)).Select(item => item.Text("id")).ToArray();
        var done = await kitchen.DoAsync(ids[1], "complete");
        var since = done.Text("updatedAt");

        var changed = await PageAsync($"updatedSince={Uri.EscapeDataString(since)}");
        var none = await PageAsync($"updatedSince={Uri.EscapeDataString("2126-01-01T00:00:00Z")}");

        Quantities(changed).ShouldContain(2);
        Quantities(changed).ShouldNotContain(1);
        Quantities(none).ShouldBeEmpty();
    }

    [Fact]
    public async Task Orders_can_be_asked_for_by_status()
    {
        var ready = await kitchen.OrderAsync(_station, 1);
        await kitchen.DoAsync(await kitchen.OnlyItemAsync(_station), "complete");
        var received = await kitchen.OrderAsync(_station, 1);

        (await OrderIdsAsync("status=ready"))[0].ShouldBe(ready);
        (await OrderIdsAsync("status=received"))[0].ShouldBe(received);
        (await OrderIdsAsync("status=received&status=ready")).Take(2).ShouldBe([received, ready]);
        (await OrderIdsAsync("status=handed_off&status=cancelled")).ShouldNotContain(ready);
    }

    [Fact]
    public async Task One_entry_is_as_it_stands_in_the_list()
    {
        await kitchen.OrderAsync(_station, 1);
        var listed = (await kitchen.ItemsAsync(_station)).ShouldHaveSingleItem();

        (await kitchen.GetAsync($"batch-items/{listed.Text("id")}")).Body.GetRawText().ShouldBe(listed.GetRawText());
    }

    private Task<RestAnswer> PageAsync(string query) => kitchen.GetAsync($"batch-items?station={Uri.EscapeDataString(_station)}&{query}");

    private async Task<string[]> OrderIdsAsync(string query)
    {
        var page = await kitchen.GetAsync($"orders?limit=500&{query}");
        page.Status.ShouldBe(HttpStatusCode.OK);
        return [.. page.Body.GetProperty("items").EnumerateArray().Select(order => order.Text("orderId"))];
    }

    private static string[] Ids(RestAnswer page) => [.. page.Body.GetProperty("items").EnumerateArray().Select(item => item.Text("id"))];

    private static int[] Quantities(RestAnswer page) => [.. page.Body.GetProperty("items").EnumerateArray().Select(item => item.Number("quantity"))];
}
