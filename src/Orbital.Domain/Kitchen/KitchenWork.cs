namespace Orbital.Domain.Kitchen;

/// <summary>
/// The part of a kitchen's state that one transaction works on. Decisions are made here, on values alone: what was loaded goes in, changed
/// orders, changed batch items and numbered events come out.
/// </summary>
public sealed class KitchenWork(long lastSequence, DateTimeOffset now, Func<ItemKey, BatchingPolicy> policyOf, Func<Guid> newId)
{
    private readonly Dictionary<string, Order> _orders = [];
    private readonly Dictionary<ItemKey, List<BatchItem>> _accepting = [];
    private readonly Dictionary<string, Order> _changedOrders = [];
    private readonly Dictionary<Guid, BatchItem> _changedBatchItems = [];
    private readonly List<KitchenEvent> _events = [];

    /// <summary>Number of the last event, counting those recorded here.</summary>
    public long LastSequence { get; private set; } = lastSequence;

    public IReadOnlyCollection<Order> ChangedOrders => _changedOrders.Values;

    public IReadOnlyCollection<BatchItem> ChangedBatchItems => _changedBatchItems.Values;

    public IReadOnlyList<KitchenEvent> Events => _events;

    /// <summary>Brings in an order that is stored already.</summary>
    public void Load(Order order) => _orders[order.OrderId] = order;

    /// <summary>Brings in a batch item that may accept units. Call it oldest first.</summary>
    public void Load(BatchItem batchItem) => AcceptingFor(batchItem.Key).Add(batchItem);

    /// <summary>Whether the batch item takes more units.</summary>
    public bool HasRoom(BatchItem batchItem) => batchItem.Room(policyOf(batchItem.Key), now) > 0;

    /// <summary>Takes an order in: stores it and places its units into batch items.</summary>
    /// <returns>False when the same order is stored already; nothing changes then.</returns>
    /// <exception cref="OrderConflictException">The id is known with different content.</exception>
    public bool Accept(Order order)
    {
        if (_orders.TryGetValue(order.OrderId, out var known))
            return known.HasSameContentAs(order) ? false : throw new OrderConflictException(order.OrderId);

        order = order with { ReceivedAt = now, ReceivedSequence = LastSequence + 1 };
        order = Record(KitchenEventType.OrderReceived, order);

        List<Guid> batchItemIds = [];
        for (var line = 0; line < order.Lines.Count; line++)
            Place(order, line, batchItemIds);

        Keep(order with { BatchItemIds = batchItemIds });
        return true;
    }

    private void Place(Order order, int index, List<Guid> batchItemIds)
    {
        var line = order.Lines[index];
        var policy = policyOf(line.Key);
        var accepting = AcceptingFor(line.Key);

        foreach (var placement in DemandAllocation.Place(line.Quantity, [.. accepting], policy, now))
        {
            var allocation = new Allocation(order.OrderId, order.BrandName, index, placement.Quantity);
            var batchItem = placement.Into is { } existing
                ? Record(KitchenEventType.BatchItemUpdated, existing.With(allocation), order.OrderId)
                : Record(KitchenEventType.BatchItemCreated, Open(line.Key, policy).With(allocation), order.OrderId);

            accepting.RemoveAll(candidate => candidate.Id == batchItem.Id);
            if (HasRoom(batchItem))
                accepting.Add(batchItem);
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

    private List<BatchItem> AcceptingFor(ItemKey key)
    {
        if (!_accepting.TryGetValue(key, out var accepting))
            _accepting[key] = accepting = [];
        return accepting;
    }

    private Order Record(KitchenEventType type, Order order)
    {
        order = order with { Version = ++LastSequence, UpdatedAt = now };
        _events.Add(new KitchenEvent(LastSequence, type, now, order.OrderId, order, null));
        return order;
    }

    private BatchItem Record(KitchenEventType type, BatchItem batchItem, string? causedBy)
    {
        batchItem = batchItem with { Version = ++LastSequence, UpdatedAt = now };
        _events.Add(new KitchenEvent(LastSequence, type, now, causedBy, null, batchItem));
        _changedBatchItems[batchItem.Id] = batchItem;
        return batchItem;
    }

    private void Keep(Order order)
    {
        _orders[order.OrderId] = order;
        _changedOrders[order.OrderId] = order;
    }
}
