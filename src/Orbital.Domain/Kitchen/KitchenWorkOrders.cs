namespace Orbital.Domain.Kitchen;

/// <summary>What became of an order that was sent.</summary>
public enum Acceptance
{
    /// <summary>It is stored, and its units are in batch items.</summary>
    Accepted,

    /// <summary>The same order is stored already; nothing changed.</summary>
    AlreadyKnown,

    /// <summary>It had been cancelled before it arrived; it is stored as cancelled.</summary>
    CancelledBefore,
}

/// <content>What is decided about orders.</content>
public sealed partial class KitchenWork
{
    /// <summary>Takes an order in: stores it and places its units into batch items.</summary>
    /// <exception cref="OrderConflictException">The id is known with different content.</exception>
    public Acceptance Accept(Order order)
    {
        order = order with { ReceivedAt = now, ReceivedSequence = LastSequence + 1 };
        if (_orders.TryGetValue(order.OrderId, out var known))
            return AcceptAgain(order, known);
        if (_forgottenOrders.Contains(order.OrderId))
            return Acceptance.AlreadyKnown;

        order = Record(KitchenEventType.OrderReceived, order);
        List<Guid> batchItemIds = [];
        for (var line = 0; line < order.Lines.Count; line++)
            Place(order, line, batchItemIds);
        Keep(order with { BatchItemIds = batchItemIds });
        return Acceptance.Accepted;
    }

    /// <summary>Cancels an order; one that has not arrived yet is remembered as cancelled.</summary>
    /// <exception cref="ActionRefusedException">It was handed off.</exception>
    public Order Cancel(string orderId)
    {
        if (!_orders.TryGetValue(orderId, out var order))
            return Record(KitchenEventType.OrderCancelled, Order.CancelledUnseen(orderId) with { ReceivedAt = now, ReceivedSequence = LastSequence + 1 });

        var cancelled = order.Cancel();
        if (ReferenceEquals(cancelled, order))
            return order;

        foreach (var id in order.BatchItemIds)
        {
            // Old batch items may have been forgotten; then nothing of them is left to cancel.
            if (!_batchItems.TryGetValue(id, out var batchItem) || batchItem.Status == BatchItemStatus.Cancelled)
                continue;
            var changed = batchItem.WithoutOrder(orderId);
            Record(changed.Status == BatchItemStatus.Cancelled ? KitchenEventType.BatchItemCancelled : KitchenEventType.BatchItemUpdated, changed, orderId);
        }

        return Record(KitchenEventType.OrderCancelled, cancelled);
    }

    /// <summary>Gives a ready order away.</summary>
    /// <exception cref="NotKnownException">There is no such order.</exception>
    /// <exception cref="ActionRefusedException">It is not ready.</exception>
    public Order HandOff(string orderId)
    {
        var order = FindOrder(orderId);
        var given = order.HandOff();
        return ReferenceEquals(given, order) ? order : Record(KitchenEventType.OrderHandedOff, given);
    }

    /// <summary>Puts an order, and all that waits or cooks for it, first.</summary>
    /// <exception cref="NotKnownException">There is no such order.</exception>
    /// <exception cref="ActionRefusedException">It is ready, cancelled or handed off.</exception>
    public Order Rush(string orderId)
    {
        var order = FindOrder(orderId);
        var rushed = order.Rush();
        if (ReferenceEquals(rushed, order))
            return order;

        foreach (var id in order.BatchItemIds)
        {
            if (_batchItems.TryGetValue(id, out var batchItem) && batchItem.Status != BatchItemStatus.Cancelled)
                Record(KitchenEventType.BatchItemUpdated, batchItem.WithRush(orderId), orderId);
        }

        return Record(KitchenEventType.OrderUpdated, rushed);
    }

    private Acceptance AcceptAgain(Order order, Order known)
    {
        if (!known.IsUnseen)
        {
            return known.HasSameContentAs(order) ? Acceptance.AlreadyKnown : throw new OrderConflictException(order.OrderId);
        }

        Record(KitchenEventType.OrderCancelled, order with { Status = OrderStatus.Cancelled, ReceivedSequence = known.ReceivedSequence });
        return Acceptance.CancelledBefore;
    }

    private void Place(Order order, int index, List<Guid> batchItemIds)
    {
        var line = order.Lines[index];
        var policy = Policies.For(line.Key);

        foreach (var placement in DemandAllocation.Place(line.Quantity, [.. AcceptingFor(line.Key)], policy, now))
        {
            var allocation = new Allocation(order.OrderId, order.BrandName, index, placement.Quantity);
            var batchItem = placement.Into is { } existing
                ? Record(KitchenEventType.BatchItemUpdated, existing.With(allocation), order.OrderId)
                : Record(KitchenEventType.BatchItemCreated, Open(line.Key, policy).With(allocation), order.OrderId);
            if (!batchItemIds.Contains(batchItem.Id))
                batchItemIds.Add(batchItem.Id);
        }
    }

    private BatchItem Open(ItemKey key, BatchingPolicy policy) => new()
    {
        Id = newId(),
        StationName = key.StationName,
        ItemName = key.ItemName,
        CreatedAt = now,
        AcceptsUntil = now + policy.Window,
        CreatedSequence = LastSequence + 1,
    };

    private Order FindOrder(string orderId) =>
        _orders.TryGetValue(orderId, out var order) && !order.IsUnseen ? order : throw new NotKnownException("order", orderId);
}
