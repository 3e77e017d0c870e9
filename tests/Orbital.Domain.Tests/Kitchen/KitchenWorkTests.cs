using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

public sealed class KitchenWorkTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Events_are_numbered_on_from_the_last_one()
    {
        var work = Work(lastSequence: 41);

        work.Accept(Order("a", ("Burger", 2), ("Fries", 1)));

        work.Events.Select(e => (e.Sequence, e.Type)).ShouldBe(
            [(42, KitchenEventType.OrderReceived), (43, KitchenEventType.BatchItemCreated), (44, KitchenEventType.BatchItemCreated)]);
        work.LastSequence.ShouldBe(44);
    }

    [Fact]
    public void Events_show_the_entity_as_it_was_then()
    {
        var work = Work();

        work.Accept(Order("a", ("Burger", 2)));
        work.Accept(Order("b", ("Burger", 3)));

        work.Events.Where(e => e.BatchItem is not null).Select(e => e.BatchItem!.Quantity).ShouldBe([2, 5]);
        work.ChangedBatchItems.ShouldHaveSingleItem().Quantity.ShouldBe(5);
    }

    [Fact]
    public void Two_lines_of_one_item_share_a_batch_item_and_stay_apart_in_it()
    {
        var work = Work();

        work.Accept(Order("a", ("Burger", 2), ("Burger", 1)));

        var item = work.ChangedBatchItems.ShouldHaveSingleItem();
        item.Allocations.Select(allocation => (allocation.Line, allocation.Quantity)).ShouldBe([(0, 2), (1, 1)]);
        work.ChangedOrders.ShouldHaveSingleItem().BatchItemIds.ShouldBe([item.Id]);
    }

    [Fact]
    public void A_window_of_zero_never_merges()
    {
        var work = Work(policy: new BatchingPolicy(TimeSpan.Zero, 20));

        work.Accept(Order("a", ("Burger", 2)));
        work.Accept(Order("b", ("Burger", 3)));

        work.ChangedBatchItems.Select(item => item.Quantity).ShouldBe([2, 3]);
    }

    [Fact]
    public void The_same_order_again_changes_nothing()
    {
        var work = Work();
        work.Accept(Order("a", ("Burger", 2))).ShouldBeTrue();

        work.Accept(Order("a", ("Burger", 2))).ShouldBeFalse();

        work.Events.Count.ShouldBe(2);
    }

    [Fact]
    public void Other_content_under_a_known_id_is_refused_and_changes_nothing()
    {
        var work = Work();
        work.Accept(Order("a", ("Burger", 2)));

        Should.Throw<OrderConflictException>(() => work.Accept(Order("a", ("Burger", 3)))).OrderId.ShouldBe("a");

        work.Events.Count.ShouldBe(2);
        work.ChangedBatchItems.ShouldHaveSingleItem().Quantity.ShouldBe(2);
    }

    private static KitchenWork Work(long lastSequence = 0, BatchingPolicy? policy = null) =>
        new(lastSequence, Noon, _ => policy ?? BatchingPolicy.Default, Guid.NewGuid);

    private static Order Order(string id, params (string Item, int Quantity)[] lines) =>
        Orbital.Domain.Kitchen.Order.Create(id, "", "Desayuna", [.. lines.Select(line => new OrderLine(line.Item, "Grill", line.Quantity))]);
}
