using FsCheck;
using FsCheck.Xunit;
using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

/// <summary>Whatever happens in a kitchen, in whatever order, its rules hold after every step.</summary>
public sealed class RandomHistoryTests
{
    private const int Histories = 60;
    private const int Steps = 80;

    [Property(MaxTest = Histories)]
    public void Each_live_ordered_unit_is_exactly_one_of_pending_cooking_done(DoNotSize<int> seed) => Play(seed, world =>
    {
        var held = AllocationsByOrder(world);
        foreach (var order in world.Orders.Values.Where(order => order.Status is not OrderStatus.Cancelled))
        {
            var units = held[order.OrderId].ToList();
            units.Where(unit => unit.IsCancelled || unit.Completed < 0 || unit.Completed > unit.Quantity).ShouldBeEmpty();
            for (var line = 0; line < order.Lines.Count; line++)
                units.Where(unit => unit.Line == line).Sum(unit => unit.Quantity).ShouldBe(order.Lines[line].Quantity);
            units.Sum(unit => unit.Completed).ShouldBe(order.UnitsDone);
        }
    });

    [Property(MaxTest = Histories)]
    public void Units_of_a_cancelled_order_stay_only_where_they_were_cooked(DoNotSize<int> seed) => Play(seed, world =>
    {
        var cancelled = world.Orders.Values.Where(order => order.Status == OrderStatus.Cancelled).Select(order => order.OrderId).ToHashSet();
        foreach (var item in world.BatchItems.Values)
        {
            var units = item.Allocations.Where(unit => cancelled.Contains(unit.OrderId)).ToList();
            units.Where(unit => !unit.IsCancelled || item.Status == BatchItemStatus.Pending).ShouldBeEmpty();
            if (item.IsOver)
                units.Where(unit => unit.Completed < unit.Quantity).ShouldBeEmpty();
        }
    });

    [Property(MaxTest = Histories)]
    public void Cancelled_units_that_cook_stay_until_a_cook_acknowledges_it(DoNotSize<int> seed) => Play(seed, world =>
    {
        if (world.LastAction == "acknowledge")
            return;
        foreach (var before in world.Before.Values)
            world.BatchItems[before.Id].Cancelled.ShouldBeGreaterThanOrEqualTo(before.Cancelled);
    });

    [Property(MaxTest = Histories)]
    public void An_order_is_as_far_as_its_units_are(DoNotSize<int> seed) => Play(seed, world =>
    {
        foreach (var order in world.Orders.Values)
        {
            if (order.Status is OrderStatus.Ready or OrderStatus.HandedOff)
                order.UnitsDone.ShouldBe(order.Units);
            if (order.Status is OrderStatus.Received or OrderStatus.InProgress)
                order.UnitsDone.ShouldBeLessThan(order.Units);
            if (order.Status is OrderStatus.Received)
                order.BatchItemIds.Where(id => world.BatchItems[id].Status != BatchItemStatus.Pending).ShouldBeEmpty();
        }
    });

    [Property(MaxTest = Histories)]
    public void The_units_of_rush_orders_are_in_a_hurry_and_no_others(DoNotSize<int> seed) => Play(seed, world =>
    {
        foreach (var unit in world.BatchItems.Values.SelectMany(item => item.Allocations))
            unit.IsRush.ShouldBe(world.Orders[unit.OrderId].Priority == Priority.Rush);
    });

    [Property(MaxTest = Histories)]
    public void A_batch_item_has_the_units_that_somebody_ordered_or_prepared(DoNotSize<int> seed) => Play(seed, world =>
    {
        foreach (var item in world.BatchItems.Values)
        {
            item.Quantity.ShouldBe(item.Prepared + item.Allocations.Sum(unit => unit.Quantity));
            item.PreparedCompleted.ShouldBeInRange(0, item.Prepared);
            (item.Status == BatchItemStatus.Completed).ShouldBe(item.CompletedAt is not null);
            (item.Status == BatchItemStatus.Pending && item.StartedAt is not null).ShouldBeFalse();
            if (item.Status == BatchItemStatus.InProgress)
                (item.Outstanding + item.Cancelled).ShouldBeGreaterThan(0);
            if (item.Status == BatchItemStatus.Completed)
                (item.Outstanding + item.Cancelled).ShouldBe(0);
            if (item.Status == BatchItemStatus.Pending)
                (item.Completed + item.Cancelled).ShouldBe(0);
        }
    });

    [Property(MaxTest = Histories)]
    public void No_unit_joins_above_the_capacity_in_force(DoNotSize<int> seed) => Play(seed, world =>
    {
        foreach (var item in world.BatchItems.Values.Where(item => item.Quantity > (world.Before.GetValueOrDefault(item.Id)?.Quantity ?? 0)))
            item.Quantity.ShouldBeLessThanOrEqualTo(world.PolicyOf(item).Capacity);
    });

    [Property(MaxTest = Histories)]
    public void A_window_never_restarts_and_nothing_joins_after_it_or_after_the_start(DoNotSize<int> seed) => Play(seed, world =>
    {
        foreach (var before in world.Before.Values)
            world.BatchItems[before.Id].AcceptsUntil.ShouldBe(before.AcceptsUntil);
        if (world.LastAction != "accept")
            return;

        foreach (var joined in world.LastEvents.Where(e => e.Type == KitchenEventType.BatchItemUpdated))
        {
            joined.BatchItem!.Status.ShouldBe(BatchItemStatus.Pending);
            joined.OccurredAt.ShouldBeLessThan(joined.BatchItem.AcceptsUntil);
        }
    });

    [Property(MaxTest = Histories)]
    public void Demand_fills_the_oldest_accepting_batch_item_first(DoNotSize<int> seed) => Play(seed, world =>
    {
        if (world.LastAction != "accept")
            return;
        foreach (var taker in world.LastEvents.Select(e => e.BatchItem).OfType<BatchItem>())
        {
            world.BatchItems.Values
                .Where(older => older.Key == taker.Key && older.CreatedSequence < taker.CreatedSequence)
                .Where(older => older.Room(world.PolicyOf(older), taker.UpdatedAt) > 0)
                .ShouldBeEmpty();
        }
    });

    [Property(MaxTest = Histories)]
    public void Some_units_done_serve_rush_orders_and_then_the_oldest(DoNotSize<int> seed) => Play(seed, world =>
    {
        if (world.LastAction != "complete some")
            return;
        foreach (var item in world.LastEvents.Select(e => e.BatchItem).OfType<BatchItem>())
        {
            var served = item.Allocations.Zip(world.Before[item.Id].Allocations)
                .Where(unit => !unit.First.IsCancelled)
                .OrderByDescending(unit => unit.First.IsRush);
            served.SkipWhile(unit => unit.First.Completed == unit.First.Quantity).Skip(1)
                .Where(unit => unit.First.Completed > unit.Second.Completed)
                .ShouldBeEmpty();
        }
    });

    [Property(MaxTest = Histories)]
    public void Orders_that_come_and_go_leave_the_units_that_a_cook_prepared(DoNotSize<int> seed) => Play(seed, world =>
    {
        if (world.LastAction is "change" or "cancel item")
            return;
        foreach (var before in world.Before.Values.Where(before => before.Status == BatchItemStatus.Pending && PreparedByHand(before) > 0))
        {
            var item = world.BatchItems[before.Id];
            item.Status.ShouldNotBe(BatchItemStatus.Cancelled);
            PreparedByHand(item).ShouldBe(PreparedByHand(before));
        }
    });

    [Property(MaxTest = Histories)]
    public void Events_are_numbered_without_a_gap_and_the_last_one_of_an_entity_is_its_state(DoNotSize<int> seed)
    {
        var next = 1L;
        Play(seed, world =>
        {
            foreach (var e in world.LastEvents)
                e.Sequence.ShouldBe(next++);
            foreach (var latest in world.LastEvents.Where(e => e.BatchItem is not null).GroupBy(e => e.BatchItem!.Id))
                world.BatchItems[latest.Key].ShouldBe(latest.Last().BatchItem);
        });
    }

    [Property(MaxTest = Histories)]
    public void A_refused_action_changes_nothing(DoNotSize<int> seed) => Play(seed, world =>
    {
        if (world.LastRefusal is not null)
            world.LastEvents.ShouldBeEmpty();
    });

    private static ILookup<string, Allocation> AllocationsByOrder(KitchenWorld world) => world.BatchItems.Values
        .Where(item => item.Status != BatchItemStatus.Cancelled)
        .SelectMany(item => item.Allocations)
        .ToLookup(unit => unit.OrderId);

    private static int PreparedByHand(BatchItem item) => item.Prepared + item.Allocations.Sum(unit => unit.Prepared);

    // Any number may be the seed: sized ones would play a few short numbers' histories again and again.
    private static void Play(DoNotSize<int> seed, Action<KitchenWorld> check)
    {
        var world = new KitchenWorld(new Random(seed.Item));
        for (var step = 0; step < Steps; step++)
        {
            world.Step();
            check(world);
        }
    }
}
