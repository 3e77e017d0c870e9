using Orbital.Application.Kitchen.GetBoard;
using Orbital.Application.Kitchen.ListBatchItems;
using Orbital.Application.Kitchen.ListOrders;
using Orbital.Application.Kitchen.ListStations;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

namespace Orbital.Infrastructure.Tests.Kitchen;

/// <summary>Every filter of a list finds its rows by an index: its cost does not grow with history.</summary>
public sealed class QueryPlanTests(LargeKitchen kitchen) : IClassFixture<LargeKitchen>
{
    private static readonly DateTimeOffset LastDay = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(LargeKitchen.Finished - 500);
    private static readonly ListBatchItems All = new(null, null, [], null, null, 50, null);

    public static TheoryData<string, ListBatchItems, string> BatchItemFilters => new()
    {
        { "none", All, "ix_batch_items_created_sequence" },
        { "cursor", All with { Cursor = PageCursor.Encode(LargeKitchen.Finished - 1_000) }, "ix_batch_items_created_sequence" },
        { "station", All with { StationName = "Station 3" }, "ix_batch_items_" },
        { "unknown station", All with { StationName = "Nowhere" }, "ix_batch_items_station" },
        { "station and item", All with { StationName = "Station 3", ItemName = "Item 43" }, "ix_batch_items_item" },
        { "item", All with { ItemName = "Item 43" }, "ix_batch_items_item" },
        { "unknown item", All with { ItemName = "Nothing" }, "ix_batch_items_item" },
        { "pending", All with { Statuses = [BatchItemStatus.Pending] }, "ix_batch_items_open" },
        { "open", All with { Statuses = [BatchItemStatus.Pending, BatchItemStatus.InProgress] }, "ix_batch_items_open" },
        { "open of a station", All with { StationName = "Station 3", Statuses = [BatchItemStatus.InProgress] }, "ix_batch_items_open" },
        { "completed", All with { Statuses = [BatchItemStatus.Completed] }, "ix_batch_items_created_sequence" },
        { "cancelled", All with { Statuses = [BatchItemStatus.Cancelled] }, "ix_batch_items_cancelled" },
        { "brand", All with { BrandName = "Brand 7" }, "ix_batch_items_over_brands" },
        { "unknown brand", All with { BrandName = "Nobody" }, "ix_batch_items_over_brands" },
        { "updated since", All with { UpdatedSince = LastDay }, "ix_batch_items_over" },
        { "completed since", All with { UpdatedSince = LastDay, Statuses = [BatchItemStatus.Completed] }, "ix_batch_items_over" },
        { "open since", All with { UpdatedSince = LastDay, Statuses = [BatchItemStatus.Pending] }, "ix_batch_items_open" },
    };

    public static TheoryData<string, ListOrders, string> OrderFilters => new()
    {
        { "none", new ListOrders([], 50, null), "ix_orders_received_sequence" },
        { "cursor", new ListOrders([], 50, PageCursor.Encode(1_000)), "ix_orders_received_sequence" },
        { "received", new ListOrders([OrderStatus.Received], 50, null), "ix_orders_open" },
        { "ready", new ListOrders([OrderStatus.Ready], 50, null), "ix_orders_open" },
        { "open", new ListOrders([OrderStatus.Received, OrderStatus.InProgress, OrderStatus.Ready], 50, null), "ix_orders_open" },
        { "cancelled", new ListOrders([OrderStatus.Cancelled], 50, null), "ix_orders_cancelled" },
        { "handed off", new ListOrders([OrderStatus.HandedOff], 50, null), "ix_orders_received_sequence" },
    };

    [Theory]
    [MemberData(nameof(BatchItemFilters), DisableDiscoveryEnumeration = true)]
    public async Task A_filter_of_batch_items_uses_an_index(string filter, ListBatchItems request, string index)
    {
        await new ListBatchItemsHandler(kitchen.Snapshots).Handle(request, TestContext.Current.CancellationToken);

        ShouldUse(index, filter);
    }

    [Theory]
    [MemberData(nameof(OrderFilters), DisableDiscoveryEnumeration = true)]
    public async Task A_filter_of_orders_uses_an_index(string filter, ListOrders request, string index)
    {
        await new ListOrdersHandler(kitchen.Snapshots).Handle(request, TestContext.Current.CancellationToken);

        ShouldUse(index, filter);
    }

    [Fact]
    public async Task The_board_reads_only_what_is_open()
    {
        var board = await new GetBoardHandler(kitchen.Snapshots, TimeProvider.System).Handle(new GetBoard(null), TestContext.Current.CancellationToken);

        board.BatchItems.Count.ShouldBe(LargeKitchen.Open);
        ShouldUse("ix_orders_open", "board");
    }

    [Fact]
    public async Task The_board_of_a_station_reads_only_what_is_open()
    {
        var board = await new GetBoardHandler(kitchen.Snapshots, TimeProvider.System).Handle(new GetBoard("Station 3"), TestContext.Current.CancellationToken);

        board.BatchItems.Count.ShouldBe(LargeKitchen.Open / 10);
    }

    [Fact]
    public async Task The_stations_count_only_what_is_open()
    {
        var stations = await new ListStationsHandler(kitchen.Snapshots).Handle(new ListStations(), TestContext.Current.CancellationToken);

        stations.Items.Sum(station => station.Pending + station.InProgress).ShouldBe(LargeKitchen.Open);
        kitchen.Plans.All.ShouldContain(plan => plan.Contains("ix_batch_items_open", StringComparison.Ordinal));
    }

    private void ShouldUse(string index, string filter)
    {
        kitchen.Plans.Last.ShouldNotContain("Seq Scan on", Case.Sensitive, filter);
        kitchen.Plans.Last.ShouldContain(index, Case.Sensitive, filter);
    }
}
