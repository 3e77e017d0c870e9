using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

/// <summary>
/// A kitchen in memory that does something at random, one transaction a step. A transaction sees what its use case would load, and half the
/// time also all the rest, as when it is shared with other decisions.
/// </summary>
internal sealed class KitchenWorld(Random random)
{
    private const string Station = "Grill";
    private static readonly string[] Items = ["Burger", "Fries"];

    private BatchingPolicies _policies = BatchingPolicies.None.With(PolicyScope.Everything, new BatchingPolicy(TimeSpan.FromSeconds(30), 5));
    private DateTimeOffset _now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private long _lastSequence;
    private int _orders;

    public Dictionary<string, Order> Orders { get; } = [];

    public Dictionary<Guid, BatchItem> BatchItems { get; } = [];

    /// <summary>The batch items as they were before the last step.</summary>
    public Dictionary<Guid, BatchItem> Before { get; private set; } = [];

    public IReadOnlyList<KitchenEvent> LastEvents { get; private set; } = [];

    public string LastAction { get; private set; } = "";

    public Exception? LastRefusal { get; private set; }

    public BatchingPolicy PolicyOf(BatchItem item) => _policies.For(item.Key);

    public void Step()
    {
        _now += TimeSpan.FromSeconds(random.Next(0, 20));
        var command = Next();
        var work = new KitchenWork(_lastSequence, _now, _policies, Guid.NewGuid);
        var isShared = random.Next(2) == 0;
        foreach (var order in isShared ? [.. Orders.Values] : command.Orders)
            work.Load(order);
        foreach (var item in isShared ? [.. BatchItems.Values] : command.BatchItems)
            work.Load(item);

        (LastAction, LastRefusal) = (command.Name, null);
        try
        {
            command.Act(work);
        }
        catch (Exception e) when (e is ActionRefusedException or NotKnownException or InvalidFieldException)
        {
            LastRefusal = e;
        }

        Keep(work);
    }

    private void Keep(KitchenWork work)
    {
        Before = new Dictionary<Guid, BatchItem>(BatchItems);
        foreach (var order in work.ChangedOrders)
            Orders[order.OrderId] = order;
        foreach (var item in work.ChangedBatchItems)
            BatchItems[item.Id] = item;
        LastEvents = work.Events;
        _lastSequence = work.LastSequence;
        _policies = work.Policies;
    }

    private Command Next() => random.Next(18) switch
    {
        < 4 => Accept(NewOrder()),
        4 => OnItem("start", (work, item) => work.Start(item)),
        5 => OnItem("complete", (work, item) => work.Complete(item, null)),
        6 or 7 => OnItem("complete some", (work, item) => work.Complete(item, random.Next(1, 4))),
        8 => OnItem("recall", (work, item) => work.Recall(item)),
        9 => OnItem("recall", (work, item) => work.Recall(item), item => item.Status == BatchItemStatus.Completed),
        10 => OnOrder("cancel order", random.Next(5) == 0 ? NextOrderId : AnyOrder(), (work, order) => work.Cancel(order)),
        11 => OnItem("acknowledge", (work, item) => work.AcknowledgeCancellation(item)),
        12 => OnOrder("hand off", AnyOrder(order => order.Status == OrderStatus.Ready), (work, order) => work.HandOff(order)),
        13 => OnOrder("rush", AnyOrder(), (work, order) => work.Rush(order)),
        14 => new Command("prepare", work => work.Prepare(Station, AnyName(), random.Next(1, 9), Priority.Normal, null)),
        15 => OnItem("change", (work, item) => work.Change(item, null, random.Next(0, 9), "note"), item => item is { IsHandMade: true, IsOver: false }),
        16 => OnOrder("cancel order", AnyOrder(order => order.Status == OrderStatus.InProgress), (work, order) => work.Cancel(order)),
        _ => random.Next(2) switch
        {
            0 => OnItem("cancel item", (work, item) => work.Cancel(item)),
            _ => new Command("set policy", work => work.SetPolicy(
                Station, random.Next(2) == 0 ? AnyName() : null, new BatchingPolicy(TimeSpan.FromSeconds(random.Next(0, 61)), random.Next(1, 9)))),
        },
    };

    private Command Accept(Order order)
    {
        var keys = order.Lines.Select(line => line.Key).ToHashSet();
        return new Command("accept", work => work.Accept(order))
        {
            Orders = Find([order.OrderId]),
            BatchItems = [.. BatchItems.Values.Where(item => keys.Contains(item.Key) && item.Status == BatchItemStatus.Pending && item.AcceptsUntil > _now)],
        };
    }

    private Command OnItem(string name, Action<KitchenWork, BatchItemTarget> act, Func<BatchItem, bool>? likely = null)
    {
        var id = Any(BatchItems.Values, likely ?? (item => !item.IsOver))?.Id ?? Guid.Empty;
        BatchItem[] items = BatchItems.TryGetValue(id, out var item) ? [item] : [];
        return new Command(name, work => act(work, new BatchItemTarget(id)))
        {
            Orders = Find(items.SelectMany(found => found.Allocations).Select(allocation => allocation.OrderId)),
            BatchItems = items,
        };
    }

    private Command OnOrder(string name, string id, Action<KitchenWork, string> act)
    {
        var orders = Find([id]);
        return new Command(name, work => act(work, id))
        {
            Orders = orders,
            BatchItems = [.. orders.SelectMany(order => order.BatchItemIds).Select(held => BatchItems[held])],
        };
    }

    private Order[] Find(IEnumerable<string> ids) => [.. ids.Distinct().Where(Orders.ContainsKey).Select(id => Orders[id])];

    private string NextOrderId => $"o{_orders + 1}";

    private Order NewOrder()
    {
        var lines = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new OrderLine(AnyName(), Station, random.Next(1, 8)));
        var order = Order.Create(NextOrderId, "", "Desayuna", [.. lines]);
        _orders++;
        return order;
    }

    private string AnyName() => Items[random.Next(Items.Length)];

    private string AnyOrder(Func<Order, bool>? likely = null) => Any(Orders.Values, likely ?? (order => !order.IsOver))?.OrderId ?? "nobody";

    // What is over soon outnumbers the rest, and refuses nearly everything.
    private T? Any<T>(IReadOnlyCollection<T> all, Func<T, bool> likely)
        where T : class
    {
        T[] from = random.Next(4) == 0 ? [.. all] : [.. all.Where(likely)];
        return from.Length == 0 ? null : from[random.Next(from.Length)];
    }

    private sealed record Command(string Name, Action<KitchenWork> Act)
    {
        public IReadOnlyList<Order> Orders { get; init; } = [];

        public IReadOnlyList<BatchItem> BatchItems { get; init; } = [];
    }
}
