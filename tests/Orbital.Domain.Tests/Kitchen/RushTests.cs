using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

public sealed class RushTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Units_of_a_rush_order_that_are_recalled_are_still_in_a_hurry()
    {
        var work = new KitchenWork(0, Noon, BatchingPolicies.None, Guid.NewGuid);
        work.Accept(Order.Create("a", "", "Desayuna", [new OrderLine("Burger", "Grill", 2), new OrderLine("Fries", "Fryer", 1)]));
        var burgers = new BatchItemTarget(work.ChangedBatchItems.Single(item => item.ItemName == "Burger").Id);
        work.Complete(burgers, null);

        work.Rush("a");

        work.Recall(burgers).IsRush.ShouldBeTrue();
    }
}
