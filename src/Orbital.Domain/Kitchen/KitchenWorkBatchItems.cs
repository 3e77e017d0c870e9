namespace Orbital.Domain.Kitchen;

/// <summary>Which batch item an action is about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The version that the caller has seen; null when it does not mind.</param>
/// <param name="Stations">Where the caller may work; null for everywhere.</param>
public readonly record struct BatchItemTarget(Guid Id, long? Version = null, IReadOnlyCollection<string>? Stations = null);

/// <content>
/// What cooks decide about batch items. Each throws <see cref="NotKnownException"/> for an unknown id, <see cref="StaleVersionException"/>
/// for a version that is not the present one, <see cref="OtherStationException"/> where the caller may not work, and
/// <see cref="ActionRefusedException"/> when the status forbids it.
/// </content>
public sealed partial class KitchenWork
{
    /// <summary>Begins cooking.</summary>
    public BatchItem Start(BatchItemTarget target) =>
        Move(target, KitchenEventType.BatchItemStarted, batchItem => batchItem.Start(now));

    /// <summary>Finishes all units, or some.</summary>
    public BatchItem Complete(BatchItemTarget target, int? units)
    {
        if (units is { } number)
            FieldRules.Between("quantity", number, 1, OrderLimits.Quantity);
        return Move(target, KitchenEventType.BatchItemUpdated, batchItem => batchItem.Complete(units, now));
    }

    /// <summary>Takes the last move back.</summary>
    public BatchItem Recall(BatchItemTarget target) => Move(target, KitchenEventType.BatchItemRecalled, batchItem =>
    {
        var recalled = batchItem.Recall();
        if (batchItem.IsOver && batchItem.Allocations.FirstOrDefault(IsHandedOff) is { } gone)
        {
            throw new ActionRefusedException(
                "batch item", $"{batchItem.Id}", "recall", StatusNames.Of(batchItem.Status), [], $"order {gone.OrderId} has been handed off");
        }

        return recalled;
    });

    /// <summary>Withdraws hand-made work.</summary>
    public BatchItem Cancel(BatchItemTarget target) => Move(target, KitchenEventType.BatchItemCancelled, batchItem => batchItem.Cancel());

    /// <summary>A cook has seen that cancelled units are not wanted any more.</summary>
    public BatchItem AcknowledgeCancellation(BatchItemTarget target) =>
        Move(target, KitchenEventType.BatchItemUpdated, batchItem => batchItem.AcknowledgeCancellation(now));

    /// <summary>Changes priority, quantity or note; null leaves a value as it is.</summary>
    public BatchItem Change(BatchItemTarget target, Priority? priority, int? quantity, string? note)
    {
        note = note is null ? null : FieldRules.Optional("note", note, OrderLimits.NoteLength);
        return Move(target, KitchenEventType.BatchItemUpdated, batchItem =>
        {
            if (quantity is { } units)
                FieldRules.Between("quantity", units, 0, Math.Max(Policies.For(batchItem.Key).Capacity, batchItem.Quantity));
            return batchItem.Change(priority, quantity, note);
        });
    }

    /// <summary>Makes work ahead of demand; orders that come within the window, before it is started, take its units over.</summary>
    /// <exception cref="InvalidFieldException">A name is not usable, or the quantity is over the station's capacity.</exception>
    public BatchItem Prepare(string? stationName, string? itemName, int quantity, Priority priority, string? note)
    {
        var key = new ItemKey(
            FieldRules.Required("stationName", stationName, OrderLimits.NameLength), FieldRules.Required("itemName", itemName, OrderLimits.NameLength));
        var policy = Policies.For(key);
        FieldRules.Between("quantity", quantity, 1, policy.Capacity);

        return Record(KitchenEventType.BatchItemCreated, Open(key, policy) with
        {
            IsHandMade = true,
            Prepared = quantity,
            Quantity = quantity,
            Priority = priority,
            Note = FieldRules.Optional("note", note, OrderLimits.NoteLength),
        });
    }

    private BatchItem Move(BatchItemTarget target, KitchenEventType type, Func<BatchItem, BatchItem> move)
    {
        var before = _batchItems.TryGetValue(target.Id, out var found) ? found : throw new NotKnownException("batch item", $"{target.Id}");
        if (target.Stations is { } allowed && !allowed.Contains(before.StationName))
            throw new OtherStationException(before.StationName, allowed);
        if (target.Version is { } expected && expected != before.Version)
            throw new StaleVersionException("batch item", $"{target.Id}", expected, before.Version);

        var after = move(before);
        if (ReferenceEquals(after, before))
            return before;

        after = Record(OutcomeOf(type, before, after), after);
        foreach (var orderId in after.Allocations.Where(allocation => !allocation.IsCancelled).Select(allocation => allocation.OrderId).Distinct())
            Follow(orderId, before, after);
        return after;
    }

    private static KitchenEventType OutcomeOf(KitchenEventType type, BatchItem before, BatchItem after) => after.Status switch
    {
        _ when after.Status == before.Status => type,
        BatchItemStatus.Completed => KitchenEventType.BatchItemCompleted,
        BatchItemStatus.Cancelled => KitchenEventType.BatchItemCancelled,
        BatchItemStatus.InProgress when before.Status == BatchItemStatus.Pending && after.Completed == 0 => KitchenEventType.BatchItemStarted,
        _ => type,
    };

    // An order follows its units: the first one started, the last one done, one recalled. One that is forgotten by now was handed off.
    private void Follow(string orderId, BatchItem before, BatchItem after)
    {
        if (!_orders.TryGetValue(orderId, out var order))
            return;
        if (after.Status != BatchItemStatus.Pending && order.Status == OrderStatus.Received)
            order = Record(KitchenEventType.OrderInProgress, order.Started());

        var more = UnitsDone(after, orderId) - UnitsDone(before, orderId);
        if (more == 0)
            return;
        var followed = order.WithUnitsDone(more);
        if (followed.Status == order.Status)
            Keep(followed);
        else
            Record(followed.Status == OrderStatus.Ready ? KitchenEventType.OrderReady : KitchenEventType.OrderInProgress, followed);
    }

    private bool IsHandedOff(Allocation allocation) =>
        !allocation.IsCancelled && (!_orders.TryGetValue(allocation.OrderId, out var order) || order.Status == OrderStatus.HandedOff);

    private static int UnitsDone(BatchItem batchItem, string orderId) =>
        batchItem.Allocations.Where(allocation => allocation.OrderId == orderId).Sum(allocation => allocation.Completed);
}
