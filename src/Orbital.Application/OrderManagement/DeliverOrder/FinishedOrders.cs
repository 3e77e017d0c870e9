using System.Security.Cryptography;
using System.Text;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>
/// Remembers what the kitchens have heard of the newest orders, so that a change of a document that does not concern them is not sent. What is
/// forgotten is sent again, and the kitchen knows it.
/// </summary>
internal sealed class FinishedOrders
{
    private const int Capacity = 50_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Memory> _orders = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();

    /// <summary>What is sent for an order that is cancelled.</summary>
    public static UInt128 Cancelled => UInt128.Zero;

    /// <summary>What is sent for an order, in short.</summary>
    public static UInt128 ContentOf(Order order)
    {
        // Control characters cannot stand in what a kitchen takes, so two orders never read the same.
        var text = new StringBuilder().Append(order.OtterOrderId).Append('\0').Append(order.BrandName);
        foreach (var item in order.Items)
            text.Append('\0').Append(item.ItemName).Append('\0').Append(item.StationName).Append('\0').Append(item.Quantity);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return BitConverter.ToUInt128(hash);
    }

    /// <summary>The order was inserted under the eyes of this process: what is remembered of it from now on is all that was ever sent.</summary>
    public void Begin(string orderId)
    {
        lock (_lock)
            MemoryOf(orderId).IsWhole = true;
    }

    /// <summary>Whether exactly this was finished before in this kitchen, and nothing newer.</summary>
    public bool Contains(string orderId, string kitchen, UInt128 content) => Find(orderId, kitchen)?.Content == content;

    /// <summary>Whether the kitchen is remembered to have the order, or to get it for sure, and it was not yet reported that it should not.</summary>
    public bool Took(string orderId, string kitchen) => Find(orderId, kitchen) is { Taken: true, IsReported: false };

    /// <summary>Whether the kitchen may have heard of the order.</summary>
    public bool MayKnow(string orderId, string kitchen)
    {
        lock (_lock)
            return _orders.GetValueOrDefault(orderId) is not { IsWhole: true } memory || memory.Find(kitchen) is not null;
    }

    /// <summary>It is told that the kitchen has the order though the document says otherwise now: once is enough.</summary>
    public void Report(string orderId, string kitchen)
    {
        lock (_lock)
        {
            var memory = MemoryOf(orderId);
            memory.Kitchens = [.. memory.Kitchens.Select(heard => heard.Kitchen == kitchen ? heard with { IsReported = true } : heard)];
        }
    }

    /// <summary>Forgets all. What others did meanwhile is not in here.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _orders.Clear();
            _oldestFirst.Clear();
        }
    }

    /// <summary>This was sent and is finished, taken or refused.</summary>
    public void Add(string orderId, string kitchen, UInt128 content, bool taken)
    {
        lock (_lock)
        {
            var memory = MemoryOf(orderId);
            // A change that is refused takes nothing back that the kitchen has; but what was parked may be refused in the end.
            var isKept = memory.Find(kitchen) is { Taken: true } before && before.Content != content;
            memory.Kitchens = [.. memory.Kitchens.Where(heard => heard.Kitchen != kitchen), new Heard(kitchen, content, taken || isKept)];
        }
    }

    private Heard? Find(string orderId, string kitchen)
    {
        lock (_lock)
            return _orders.GetValueOrDefault(orderId)?.Find(kitchen);
    }

    private Memory MemoryOf(string orderId)
    {
        if (_orders.TryGetValue(orderId, out var known))
            return known;
        if (_oldestFirst.Count == Capacity)
            _orders.Remove(_oldestFirst.Dequeue());
        _oldestFirst.Enqueue(orderId);
        return _orders[orderId] = new Memory();
    }

    private sealed class Memory
    {
        public bool IsWhole { get; set; }

        /// <summary>An array, because there are many of these and almost all hold one kitchen.</summary>
        public Heard[] Kitchens { get; set; } = [];

        public Heard? Find(string kitchen)
        {
            foreach (var heard in Kitchens)
            {
                if (heard.Kitchen == kitchen)
                    return heard;
            }

            return null;
        }
    }

    private readonly record struct Heard(string Kitchen, UInt128 Content, bool Taken, bool IsReported = false);
}
