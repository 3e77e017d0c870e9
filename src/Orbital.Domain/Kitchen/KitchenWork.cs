namespace Orbital.Domain.Kitchen;

/// <summary>
/// The part of a kitchen's state that one transaction works on. Decisions are made here, on values alone: what was loaded goes in, changed
/// orders, changed batch items and numbered events come out. A decision that is refused has changed nothing.
/// </summary>
public sealed partial class KitchenWork(long lastSequence, DateTimeOffset now, BatchingPolicies policies, Func<Guid> newId)
{
    private readonly Dictionary<string, Order> _orders = [];
    private readonly Dictionary<Guid, BatchItem> _batchItems = [];
    private readonly Dictionary<ItemKey, List<BatchItem>> _accepting = [];
    private readonly Dictionary<string, RememberedAnswer> _answers = [];
    private readonly HashSet<string> _forgottenOrders = [];

    private readonly HashSet<string> _changedOrders = [];
    private readonly HashSet<Guid> _changedBatchItems = [];
    private readonly HashSet<PolicyScope> _changedPolicies = [];
    private readonly List<RememberedAnswer> _newAnswers = [];
    private readonly List<KitchenEvent> _events = [];

    /// <summary>Number of the last event, counting those recorded here.</summary>
    public long LastSequence { get; private set; } = lastSequence;

    /// <summary>The time of all that is decided here.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The batching policies, counting the changes made here.</summary>
    public BatchingPolicies Policies { get; private set; } = policies;

    /// <summary>The scopes whose policy was set here.</summary>
    public IReadOnlyCollection<PolicyScope> ChangedPolicies => _changedPolicies;

    /// <summary>Whether there is anything to write.</summary>
    public bool HasChanges => _events.Count > 0 || _changedPolicies.Count > 0 || _newAnswers.Count > 0;

    public IReadOnlyCollection<Order> ChangedOrders => [.. _changedOrders.Select(id => _orders[id])];

    public IReadOnlyCollection<BatchItem> ChangedBatchItems => [.. _changedBatchItems.Select(id => _batchItems[id])];

    /// <summary>Answers to remember for callers that ask again.</summary>
    public IReadOnlyList<RememberedAnswer> NewAnswers => _newAnswers;

    public IReadOnlyList<KitchenEvent> Events => _events;

    /// <summary>Brings in an order that is stored already.</summary>
    public void Load(Order order) => _orders.TryAdd(order.OrderId, order);

    /// <summary>Brings in a batch item that is stored already.</summary>
    public void Load(BatchItem batchItem)
    {
        if (_batchItems.TryAdd(batchItem.Id, batchItem))
            NoteRoom(batchItem);
    }

    /// <summary>Brings in an answer that was given before.</summary>
    public void Load(RememberedAnswer answer) => _answers.TryAdd(answer.Key, answer);

    /// <summary>Brings in that an order was over so long ago that only its id is left.</summary>
    public void LoadForgotten(string orderId) => _forgottenOrders.Add(orderId);

    /// <summary>Whether the batch item takes more units.</summary>
    public bool HasRoom(BatchItem batchItem) => batchItem.Room(Policies.For(batchItem.Key), now) > 0;

    /// <summary>The batch items of a station and item that were loaded or made here and have room, oldest first.</summary>
    public IReadOnlyList<BatchItem> Accepting(ItemKey key) => _accepting.TryGetValue(key, out var accepting) ? [.. accepting] : [];

    /// <summary>Decides once for each key: the same caller asking the same thing again gets the answer of the first time.</summary>
    /// <param name="key">The caller's key; null when it gave none.</param>
    /// <param name="fingerprint">What was asked.</param>
    /// <param name="decide">The decision.</param>
    /// <exception cref="KeyReusedException">The key was used for something else.</exception>
    public BatchItem Once(string? key, string fingerprint, Func<BatchItem> decide)
    {
        if (key is null)
            return decide();
        if (_answers.TryGetValue(key, out var given))
            return given.Fingerprint == fingerprint ? given.BatchItem : throw new KeyReusedException(key);

        var answer = new RememberedAnswer(key, fingerprint, decide(), now);
        _answers[key] = answer;
        _newAnswers.Add(answer);
        return answer.BatchItem;
    }

    /// <summary>Sets a batching policy; it holds from the next unit on.</summary>
    /// <param name="stationName">The station.</param>
    /// <param name="itemName">Only this item of it; null for all that have no policy of their own.</param>
    /// <param name="policy">The policy.</param>
    /// <exception cref="InvalidFieldException">A name is not usable, or window or capacity is out of its range.</exception>
    public BatchingPolicy SetPolicy(string stationName, string? itemName, BatchingPolicy policy)
    {
        var scope = new PolicyScope(
            FieldRules.Required("stationName", stationName, OrderLimits.NameLength), FieldRules.Optional("itemName", itemName, OrderLimits.NameLength));
        FieldRules.Between("windowSeconds", (int)policy.Window.TotalSeconds, 0, (int)BatchingPolicy.MaxWindow.TotalSeconds);
        FieldRules.Between("capacity", policy.Capacity, 1, BatchingPolicy.MaxCapacity);
        Policies = Policies.With(scope, policy);
        _changedPolicies.Add(scope);
        return policy;
    }

    private Order Record(KitchenEventType type, Order order)
    {
        order = order with { Version = ++LastSequence, UpdatedAt = now };
        _events.Add(new KitchenEvent(LastSequence, type, now, order.OrderId, order, null) { TraceParent = order.TraceParent });
        Keep(order);
        return order;
    }

    private BatchItem Record(KitchenEventType type, BatchItem batchItem, string? causedBy = null)
    {
        batchItem = batchItem with { Version = ++LastSequence, UpdatedAt = now };
        _events.Add(new KitchenEvent(LastSequence, type, now, causedBy, null, batchItem) { TraceParent = TraceParentOf(causedBy) });
        _batchItems[batchItem.Id] = batchItem;
        _changedBatchItems.Add(batchItem.Id);
        NoteRoom(batchItem);
        return batchItem;
    }

    private string? TraceParentOf(string? orderId) => orderId is null ? null : _orders.GetValueOrDefault(orderId)?.TraceParent;

    private void Keep(Order order)
    {
        _orders[order.OrderId] = order;
        _changedOrders.Add(order.OrderId);
    }

    // Those that have room, oldest first: the only ones that demand looks at.
    private void NoteRoom(BatchItem batchItem)
    {
        var accepting = AcceptingFor(batchItem.Key);
        accepting.RemoveAll(candidate => candidate.Id == batchItem.Id);
        if (!HasRoom(batchItem))
            return;
        var newer = accepting.FindIndex(candidate => candidate.CreatedSequence > batchItem.CreatedSequence);
        accepting.Insert(newer < 0 ? accepting.Count : newer, batchItem);
    }

    private List<BatchItem> AcceptingFor(ItemKey key)
    {
        if (!_accepting.TryGetValue(key, out var accepting))
            _accepting[key] = accepting = [];
        return accepting;
    }
}
