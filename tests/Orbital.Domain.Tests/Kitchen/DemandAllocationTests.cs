using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

public sealed class DemandAllocationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly BatchingPolicy FourInThreeMinutes = new(TimeSpan.FromMinutes(3), 4);

    [Fact]
    public void Demand_over_capacity_is_split() => Quantities(10, []).ShouldBe([(null, 4), (null, 4), (null, 2)]);

    [Fact]
    public void The_oldest_accepting_batch_item_is_filled_first()
    {
        var older = Item(quantity: 3);
        var newer = Item(quantity: 1);

        Quantities(5, [older, newer]).ShouldBe([(older, 1), (newer, 3), (null, 1)]);
    }

    [Fact]
    public void A_full_one_takes_nothing() => Quantities(1, [Item(quantity: 4)]).ShouldBe([(null, 1)]);

    [Fact]
    public void A_closed_window_takes_nothing() => Quantities(1, [Item(quantity: 1, acceptsUntil: Noon)]).ShouldBe([(null, 1)]);

    [Fact]
    public void A_window_that_is_open_for_one_more_millisecond_takes_units()
    {
        var item = Item(quantity: 1, acceptsUntil: Noon.AddMilliseconds(1));

        Quantities(1, [item]).ShouldBe([(item, 1)]);
    }

    [Fact]
    public void A_started_one_takes_nothing() =>
        Quantities(1, [Item(quantity: 1) with { Status = BatchItemStatus.InProgress }]).ShouldBe([(null, 1)]);

    [Fact]
    public void More_in_a_batch_item_than_a_smaller_capacity_allows_is_no_negative_room() =>
        Quantities(1, [Item(quantity: 9)]).ShouldBe([(null, 1)]);

    [Property]
    public Property All_units_are_placed_and_no_batch_item_goes_over_its_capacity()
    {
        var cases =
            from quantity in Gen.Choose(1, 200)
            from capacity in Gen.Choose(1, 30)
            from filled in Gen.Choose(0, 40).ListOf(6)
            select (quantity, capacity, items: filled.Select(units => Item(units)).ToList());

        return Prop.ForAll(cases.ToArbitrary(), example =>
        {
            var policy = new BatchingPolicy(TimeSpan.FromMinutes(3), example.capacity);
            var placements = DemandAllocation.Place(example.quantity, example.items, policy, Noon).ToList();

            return placements.Sum(placement => placement.Quantity) == example.quantity
                && placements.All(placement => placement.Quantity >= 1 && (placement.Into?.Quantity ?? 0) + placement.Quantity <= example.capacity)
                && placements.Where(placement => placement.Into is not null).Select(placement => placement.Into).Distinct().Count()
                    == placements.Count(placement => placement.Into is not null)
                && placements.SkipLast(1).Where(placement => placement.Into is null).All(placement => placement.Quantity == example.capacity);
        });
    }

    private static List<(BatchItem?, int)> Quantities(int quantity, IReadOnlyList<BatchItem> items) =>
        [.. DemandAllocation.Place(quantity, items, FourInThreeMinutes, Noon).Select(placement => (placement.Into, placement.Quantity))];

    private static BatchItem Item(int quantity, DateTimeOffset? acceptsUntil = null) => new()
    {
        Id = Guid.NewGuid(),
        StationName = "Grill",
        ItemName = "Burger",
        Quantity = quantity,
        CreatedAt = Noon,
        AcceptsUntil = acceptsUntil ?? Noon.AddMinutes(3),
    };
}
