using Orbital.Domain.Kitchen;

namespace Orbital.Domain.Tests.Kitchen;

/// <summary>A kitchen in memory that does something at random, one transaction a step.</summary>
internal sealed class KitchenWorld(Random random)
{
    public const int Capacity = 5;

    private static readonly string[] Items = ["Burger", "Fries"];
    private static readonly BatchingPolicies Policies =
        BatchingPolicies.None.With(PolicyScope.Everything, new BatchingPolicy(TimeSpan.FromSeconds(30), Capacity));

    private DateTimeOffset _now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private long _lastSequence;
    private int _orders;

    public Dictionary<string, Order> Orders { get; } = [];

    public Dictionary<Guid, BatchItem> BatchItems { get; } = [];

    public IReadOnlyList<KitchenEvent> LastEvents { get; private set; } = [];

    public string LastAction { get; private set; } = "";

    public Exception? LastRefusal { get; private set; }

    public void Step()
    {
        _now += TimeSpan.FromSeconds(random.Next(0, 20));
        var work = new KitchenWork(_lastSequence, _now, Policies, Guid.NewGuid);
        foreach (var order in Orders.Values)
            work.Load(order);
        foreach (var item in BatchItems.Values.OrderBy(item => item.CreatedSequence))
            work.Load(item);

        LastRefusal = null;
        try
        {
            Act(work);
        }
        catch (Exception e) when (e is ActionRefusedException or NotKnownException or OrderConflictException or InvalidFieldException)
        {
            LastRefusal = e;
        }

        foreach (var order in work.ChangedOrders)
            Orders[order.OrderId] = order;
        foreach (var item in work.ChangedBatchItems)
            BatchItems[item.Id] = item;
        LastEvents = work.Events;
        _lastSequence = work.LastSequence;
    }

    private void Act(KitchenWork work)
    {
        (LastAction, var act) = random.Next(14) switch
        {
            < 4 => ("accept", () => work.Accept(NewOrder())),
            4 => ("start", () => work.Start(AnyItem())),
            5 => ("complete", () => work.Complete(AnyItem(), null)),
            6 or 7 => ("complete some", () => work.Complete(AnyItem(), random.Next(1, 4))),
            8 => ("recall", () => work.Recall(AnyItem())),
            9 => ("cancel order", () => work.Cancel(random.Next(5) == 0 ? $"o{_orders + 1}" : AnyOrder())),
            10 => ("acknowledge", () => work.AcknowledgeCancellation(AnyItem())),
            11 => ("hand off", () => work.HandOff(AnyOrder())),
            12 => ("rush", (Action)(() => work.Rush(AnyOrder()))),
            _ => random.Next(3) switch
            {
                0 => ("prepare", () => work.Prepare("Grill", Items[random.Next(2)], random.Next(1, Capacity + 1), Priority.Normal, null)),
                1 => ("change", () => work.Change(AnyItem(), null, random.Next(0, Capacity + 1), "note")),
                _ => ("cancel item", () => work.Cancel(AnyItem())),
            },
        };
        act();
    }

    private Order NewOrder() => Order.Create(
        $"o{++_orders}", "", "Desayuna", [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new OrderLine(Items[random.Next(2)], "Grill", random.Next(1, 8)))]);

    private BatchItemTarget AnyItem() => new(BatchItems.Count == 0 ? Guid.Empty : BatchItems.Keys.ElementAt(random.Next(BatchItems.Count)));

    private string AnyOrder() => Orders.Count == 0 ? "o1" : Orders.Keys.ElementAt(random.Next(Orders.Count));
}
