using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

public sealed class PreparedUnitsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_cancelled_order_gives_back_the_prepared_units_that_it_took()
    {
        var work = Work();
        var id = work.Prepare("Grill", "Burger", 10, Priority.Normal, null).Id;
        work.Accept(Burgers("a", 7));
        work.Accept(Burgers("b", 5));
        var shared = Only(work);
        (shared.Id, shared.Quantity, shared.Prepared).ShouldBe((id, 12, 0));

        work.Cancel("a");
        var without = Only(work);
        work.Cancel("b");
        var alone = Only(work);

        (without.Status, without.Quantity, without.Prepared).ShouldBe((BatchItemStatus.Pending, 12, 7));
        (alone.Status, alone.Quantity, alone.Prepared).ShouldBe((BatchItemStatus.Pending, 10, 10));
    }

    [Fact]
    public void Prepared_units_that_came_back_serve_the_next_order()
    {
        var work = Work();
        work.Prepare("Grill", "Burger", 10, Priority.Normal, null);
        work.Accept(Burgers("a", 10));
        work.Cancel("a");

        work.Accept(Burgers("b", 4));

        (Only(work).Quantity, Only(work).Prepared).ShouldBe((10, 6));
    }

    private static KitchenWork Work() => new(0, Noon, BatchingPolicies.None, Guid.NewGuid);

    private static BatchItem Only(KitchenWork work) => work.ChangedBatchItems.ShouldHaveSingleItem();

    private static Order Burgers(string orderId, int quantity) =>
        Order.Create(orderId, "", "Desayuna", [new OrderLine("Burger", "Grill", quantity)]);
}
