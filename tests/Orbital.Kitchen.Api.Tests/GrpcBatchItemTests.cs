using Orbital.Contracts.Kitchen.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What cooks do, over gRPC: each action once the usual way.</summary>
public sealed class GrpcBatchItemTests(PostgresServer postgres) : IAsyncLifetime
{
    private KitchenReplica _kitchen = null!;
    private IBatchItemService _items = null!;

    public async ValueTask InitializeAsync()
    {
        _kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
        _items = _kitchen.Channel.CreateGrpcService<IBatchItemService>();
    }

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Fact]
    public async Task A_batch_item_is_the_same_as_over_REST()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 2));
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b", 3));
        var started = await _items.StartBatchItem(new() { Id = await OnlyIdAsync() });

        var item = await _items.GetBatchItem(new() { Id = started.Id });

        var rest = await _kitchen.GetAsync($"/api/v1/batch-items/{item.Id}");
        item.StationName.ShouldBe("Burger Plancha Station");
        item.ItemName.ShouldBe("Burger");
        item.Status.ShouldBe(BatchItemStatus.InProgress);
        item.Priority.ShouldBe(Priority.Normal);
        item.Quantity.ShouldBe(5);
        item.Brands.ShouldBe(["Desayuna"]);
        item.Orders.Select(order => (order.OrderId, order.Quantity, order.CompletedQuantity)).ShouldBe([("a", 2, 0), ("b", 3, 0)]);
        item.AllowedActions.ShouldBe(["complete", "recall", "update"]);
        item.AcceptsUntil.ShouldBe(rest.GetProperty("acceptsUntil").GetDateTime());
        item.CreatedAt.ShouldBe(rest.GetProperty("createdAt").GetDateTime());
        item.StartedAt.ShouldBe(rest.GetProperty("startedAt").GetDateTime());
        item.CompletedAt.ShouldBeNull();
        item.UpdatedAt.ShouldBe(rest.GetProperty("updatedAt").GetDateTime());
        item.Version.ShouldBe(rest.GetProperty("version").GetInt64());
        item.Version.ShouldBe(started.Version);
    }

    [Fact]
    public async Task Units_are_completed_some_at_a_time_and_make_the_order_ready()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 5));
        var id = await OnlyIdAsync();

        var some = await _items.CompleteBatchItem(new() { Id = id, Quantity = 2 });
        var all = await _items.CompleteBatchItem(new() { Id = id });
        var again = await _items.CompleteBatchItem(new() { Id = id });

        (some.Status, some.CompletedQuantity).ShouldBe((BatchItemStatus.InProgress, 2));
        (all.Status, all.CompletedQuantity).ShouldBe((BatchItemStatus.Completed, 5));
        all.CompletedAt.ShouldNotBeNull();
        again.Version.ShouldBe(all.Version);
        (await OrderStatusAsync("a")).ShouldBe("ready");
    }

    [Fact]
    public async Task A_recall_takes_back_one_move_at_a_time()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        var id = await OnlyIdAsync();
        await _items.CompleteBatchItem(new() { Id = id });

        var cooking = await _items.RecallBatchItem(new() { Id = id });
        var status = await OrderStatusAsync("a");
        var waiting = await _items.RecallBatchItem(new() { Id = id });

        (cooking.Status, cooking.CompletedQuantity, cooking.CompletedAt).ShouldBe((BatchItemStatus.InProgress, 0, null));
        status.ShouldBe("in_progress");
        (waiting.Status, waiting.StartedAt).ShouldBe((BatchItemStatus.Pending, null));
    }

    [Fact]
    public async Task Work_ahead_of_demand_is_made_changed_and_withdrawn()
    {
        var made = await _items.CreateBatchItem(new()
        {
            StationName = "Grill", ItemName = "Burger", Quantity = 4, Priority = Priority.Rush, Note = "for the rush hour",
        });
        var fewer = await _items.UpdateBatchItem(new() { Id = made.Id, Quantity = 3 });
        var plain = await _items.UpdateBatchItem(new() { Id = made.Id, Priority = Priority.Normal, Note = "" });
        var withdrawn = await _items.CancelBatchItem(new() { Id = made.Id });

        (made.IsHandMade, made.Status, made.Quantity, made.Priority, made.Note)
            .ShouldBe((true, BatchItemStatus.Pending, 4, Priority.Rush, "for the rush hour"));
        (fewer.Quantity, fewer.Priority, fewer.Note).ShouldBe((3, Priority.Rush, "for the rush hour"));
        (plain.Quantity, plain.Priority, plain.Note).ShouldBe((3, Priority.Normal, ""));
        withdrawn.Status.ShouldBe(BatchItemStatus.Cancelled);
        (await _items.GetBatchItem(new() { Id = made.Id })).Status.ShouldBe(BatchItemStatus.Cancelled);
    }

    [Fact]
    public async Task A_quantity_of_zero_cancels_and_is_not_mistaken_for_none()
    {
        var made = await _items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = 4 });

        (await _items.UpdateBatchItem(new() { Id = made.Id, Quantity = 0 })).Status.ShouldBe(BatchItemStatus.Cancelled);
    }

    [Fact]
    public async Task Cancelled_units_that_cook_stay_until_a_cook_has_seen_it()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 2));
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b", 3));
        var id = await OnlyIdAsync();
        await _items.StartBatchItem(new() { Id = id });
        await _kitchen.Orders.CancelOrder(new() { OrderId = "a" });

        var before = await _items.GetBatchItem(new() { Id = id });
        var after = await _items.AcknowledgeCancellation(new() { Id = id });

        (before.Quantity, before.CancelledQuantity).ShouldBe((5, 2));
        before.Orders.Select(order => order.IsCancelled).ShouldBe([true, false]);
        before.AllowedActions.ShouldContain("acknowledge-cancellation");
        (after.Quantity, after.CancelledQuantity).ShouldBe((3, 0));
        after.Orders.Select(order => order.OrderId).ShouldBe(["b"]);
    }

    [Fact]
    public async Task The_version_that_was_seen_lets_an_action_pass()
    {
        var made = await _items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = 4 });

        (await _items.StartBatchItem(new() { Id = made.Id, ExpectedVersion = made.Version })).Status.ShouldBe(BatchItemStatus.InProgress);
    }

    [Fact]
    public async Task The_same_request_under_the_same_key_gets_the_first_answer()
    {
        var request = new CreateBatchItemRequest { StationName = "Grill", ItemName = "Burger", Quantity = 4, IdempotencyKey = "key 1" };
        var first = await _items.CreateBatchItem(request);
        await _items.StartBatchItem(new() { Id = first.Id });

        var again = await _items.CreateBatchItem(request);
        var other = await _items.CreateBatchItem(request with { IdempotencyKey = "key 2" });

        (again.Id, again.Version, again.Status).ShouldBe((first.Id, first.Version, BatchItemStatus.Pending));
        other.Id.ShouldNotBe(first.Id);
        (await _kitchen.BatchItemsAsync()).Count.ShouldBe(2);
    }

    private async Task<string> OnlyIdAsync() => (await _items.ListBatchItems(new())).Items.ShouldHaveSingleItem().Id;

    private async Task<string?> OrderStatusAsync(string orderId) => (await _kitchen.GetAsync($"/api/v1/orders/{orderId}")).GetProperty("status").GetString();
}
