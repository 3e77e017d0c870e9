using Orbital.Contracts.Kitchen.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

public sealed class GrpcListBatchItemsTests(PostgresServer postgres) : IAsyncLifetime
{
    private KitchenReplica _kitchen = null!;
    private IBatchItemService _items = null!;

    public async ValueTask InitializeAsync()
    {
        _kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
        _items = _kitchen.Channel.CreateGrpcService<IBatchItemService>();
    }

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    public static TheoryData<ListBatchItemsRequest, string[]> Filters => new()
    {
        { new() { Station = "Grill" }, ["Burger", "Steak"] },
        { new() { Item = "Burger" }, ["Burger"] },
        { new() { Statuses = [BatchItemStatus.InProgress] }, ["Steak"] },
        { new() { Statuses = [BatchItemStatus.Pending, BatchItemStatus.InProgress] }, ["Burger", "Steak", "Fries"] },
        { new() { Statuses = [BatchItemStatus.Completed, BatchItemStatus.Cancelled] }, [] },
        { new() { Brand = "Other" }, ["Fries"] },
        { new() { Station = "Grill", Brand = "Other" }, [] },
        { new() { Station = "grill" }, [] },
        { new() { UpdatedSince = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) }, ["Burger", "Steak", "Fries"] },
        { new() { UpdatedSince = DateTime.UnixEpoch }, ["Burger", "Steak", "Fries"] },
        { new() { UpdatedSince = new DateTime(2999, 1, 1, 0, 0, 0, DateTimeKind.Utc) }, [] },
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task A_filter_shows_only_what_it_names(ListBatchItemsRequest request, string[] items)
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Of("a", ("Burger", "Grill", 1), ("Steak", "Grill", 1)));
        await _kitchen.Orders.SendOrder(SampleOrders.Of("b", ("Fries", "Fryer", 1)) with { BrandName = "Other" });
        var steak = (await _items.ListBatchItems(new() { Item = "Steak" })).Items.ShouldHaveSingleItem();
        await _items.StartBatchItem(new() { Id = steak.Id });

        (await _items.ListBatchItems(request)).Items.Select(item => item.ItemName).ShouldBe(items);
    }

    [Fact]
    public async Task What_changed_since_a_moment_is_found_to_the_millisecond()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Of("a", ("Burger", "Grill", 1)));
        var old = (await _items.ListBatchItems(new())).Items.ShouldHaveSingleItem();

        var same = await _items.ListBatchItems(new() { UpdatedSince = old.UpdatedAt });
        var later = await _items.ListBatchItems(new() { UpdatedSince = old.UpdatedAt.AddMilliseconds(1) });

        same.Items.Select(item => item.Id).ShouldBe([old.Id]);
        later.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_follow_each_other_while_batch_items_change()
    {
        for (var i = 0; i < 5; i++)
            await _kitchen.Orders.SendOrder(SampleOrders.Of($"o{i}", ($"Item {i}", "Grill", 1)));

        var first = await _items.ListBatchItems(new() { PageSize = 3 });
        foreach (var item in first.Items)
            await _items.StartBatchItem(new() { Id = item.Id });
        await _kitchen.Orders.SendOrder(SampleOrders.Of("late", ("Item 5", "Grill", 1)));
        var second = await _items.ListBatchItems(new() { PageSize = 3, Cursor = first.NextCursor });

        first.Items.Select(item => item.ItemName).ShouldBe(["Item 0", "Item 1", "Item 2"]);
        second.Items.Select(item => item.ItemName).ShouldBe(["Item 3", "Item 4", "Item 5"]);
        second.NextCursor.ShouldBe("");
        first.Sequence.ShouldBe(10);
        second.Sequence.ShouldBeGreaterThan(first.Sequence);
    }

    [Fact]
    public async Task Without_a_size_a_page_has_fifty_entries()
    {
        for (var i = 0; i < 51; i++)
            await _kitchen.Orders.SendOrder(SampleOrders.Of($"o{i}", ($"Item {i}", "Grill", 1)));

        var page = await _items.ListBatchItems(new());

        page.Items.Count.ShouldBe(50);
        (await _items.ListBatchItems(new() { Cursor = page.NextCursor })).Items.ShouldHaveSingleItem().ItemName.ShouldBe("Item 50");
    }
}
