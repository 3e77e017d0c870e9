using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

public sealed class RushTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Units_of_a_rush_order_that_are_recalled_are_still_in_a_hurry()
    {
        var work = new KitchenWork(0, Noon, BatchingPolicies.None, Guid.NewGuid);
        work.Accept(Received());
        var burgers = new BatchItemTarget(work.ChangedBatchItems.Single(item => item.ItemName == "Burger").Id);
        work.Complete(burgers, null);

        work.Rush("a");

        work.Recall(burgers).IsRush.ShouldBeTrue();
    }

    [Fact]
    public void A_ready_order_has_nothing_left_to_hurry()
    {
        var ready = Received() with { Status = OrderStatus.Ready };

        Should.Throw<ActionRefusedException>(ready.Rush).AllowedActions.ShouldBe(["hand-off", "cancel"]);
    }

    [Fact]
    public void Rushing_a_rush_order_that_became_ready_meanwhile_changes_nothing()
    {
        var ready = Received().Rush() with { Status = OrderStatus.Ready };

        ready.Rush().ShouldBeSameAs(ready);
    }

    private static Order Received() => Order.Create("a", "", "Desayuna", [new OrderLine("Burger", "Grill", 2), new OrderLine("Fries", "Fryer", 1)]);
}
