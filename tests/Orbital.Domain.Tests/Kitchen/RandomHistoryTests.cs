using FsCheck.Xunit;
using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

/// <summary>Whatever happens in a kitchen, in whatever order, its rules hold after every step.</summary>
public sealed class RandomHistoryTests
{
    private const int Steps = 80;

    [Property(MaxTest = 60)]
    public void Each_live_ordered_unit_is_exactly_one_of_pending_cooking_done(int seed) => Play(seed, (world, _) =>
    {
        foreach (var order in world.Orders.Values.Where(order => order.Status is not OrderStatus.Cancelled))
        {
            var units = world.BatchItems.Values
                .Where(item => item.Status != BatchItemStatus.Cancelled)
                .SelectMany(item => item.Allocations)
                .Where(allocation => allocation.OrderId == order.OrderId)
                .ToList();
            units.ShouldAllBe(allocation => !allocation.IsCancelled && allocation.Completed >= 0 && allocation.Completed <= allocation.Quantity);
            for (var line = 0; line < order.Lines.Count; line++)
                units.Where(allocation => allocation.Line == line).Sum(allocation => allocation.Quantity).ShouldBe(order.Lines[line].Quantity);
            units.Sum(allocation => allocation.Completed).ShouldBe(order.UnitsDone);
        }
    });

    [Property(MaxTest = 60)]
    public void An_order_is_ready_exactly_when_all_its_units_are_done(int seed) => Play(seed, (world, _) =>
    {
        foreach (var order in world.Orders.Values)
        {
            if (order.Status is OrderStatus.Ready or OrderStatus.HandedOff)
                order.UnitsDone.ShouldBe(order.Units);
            if (order.Status is OrderStatus.Received or OrderStatus.InProgress)
                order.UnitsDone.ShouldBeLessThan(order.Units);
            if (order.Status is OrderStatus.Received)
                order.UnitsDone.ShouldBe(0);
        }
    });

    [Property(MaxTest = 60)]
    public void No_batch_item_grows_over_its_capacity_or_has_units_that_nobody_ordered(int seed) => Play(seed, (world, capacity) =>
    {
        foreach (var item in world.BatchItems.Values)
        {
            item.Quantity.ShouldBeLessThanOrEqualTo(capacity);
            item.Quantity.ShouldBe(item.Prepared + item.Allocations.Sum(allocation => allocation.Quantity));
            item.PreparedCompleted.ShouldBeInRange(0, item.Prepared);
            (item.Status == BatchItemStatus.Completed).ShouldBe(item.CompletedAt is not null);
            if (item.Status == BatchItemStatus.Completed)
                (item.Outstanding + item.Cancelled).ShouldBe(0);
            if (item.Status == BatchItemStatus.Pending)
                item.Completed.ShouldBe(0);
        }
    });

    [Property(MaxTest = 60)]
    public void A_window_never_restarts_and_nothing_joins_after_it_or_after_the_start(int seed)
    {
        Dictionary<Guid, (DateTimeOffset AcceptsUntil, DateTimeOffset LastJoin)> seen = [];
        Play(seed, (world, _) =>
        {
            foreach (var item in world.BatchItems.Values)
            {
                if (seen.TryGetValue(item.Id, out var before))
                    item.AcceptsUntil.ShouldBe(before.AcceptsUntil);
                seen[item.Id] = (item.AcceptsUntil, item.UpdatedAt);
            }

            foreach (var e in world.LastEvents.Where(e => e is { Type: KitchenEventType.BatchItemUpdated, OrderId: not null }))
            {
                if (world.LastAction == "accept")
                {
                    e.BatchItem!.Status.ShouldBe(BatchItemStatus.Pending);
                    e.OccurredAt.ShouldBeLessThan(e.BatchItem.AcceptsUntil);
                }
            }
        });
    }

    [Property(MaxTest = 60)]
    public void Events_are_numbered_without_a_gap_and_the_last_one_of_an_entity_is_its_state(int seed)
    {
        var next = 1L;
        Play(seed, (world, _) =>
        {
            foreach (var e in world.LastEvents)
                e.Sequence.ShouldBe(next++);
            foreach (var latest in world.LastEvents.Where(e => e.BatchItem is not null).GroupBy(e => e.BatchItem!.Id))
                world.BatchItems[latest.Key].ShouldBe(latest.Last().BatchItem);
        });
    }

    [Property(MaxTest = 60)]
    public void A_refused_action_changes_nothing(int seed) => Play(seed, (world, _) =>
    {
        if (world.LastRefusal is not null)
            world.LastEvents.ShouldBeEmpty();
    });

    private static void Play(int seed, Action<KitchenWorld, int> check)
    {
        var world = new KitchenWorld(new Random(seed));
        for (var step = 0; step < Steps; step++)
        {
            world.Step();
            check(world, KitchenWorld.Capacity);
        }
    }
}
