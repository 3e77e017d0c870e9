using System.Security.Cryptography;
using System.Text;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>
/// Remembers what became of the newest orders, so that a change of a document that does not concern the kitchen is not sent to it. What is
/// forgotten is sent again, and the kitchen knows it.
/// </summary>
internal sealed class FinishedOrders
{
    private const int Capacity = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, UInt128> _contents = new(StringComparer.Ordinal);
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

    /// <summary>Whether exactly this was finished before.</summary>
    public bool Contains(string orderId, UInt128 content)
    {
        lock (_gate)
            return _contents.TryGetValue(orderId, out var known) && known == content;
    }

    /// <summary>This was sent and is finished, taken or refused.</summary>
    public void Add(string orderId, UInt128 content)
    {
        lock (_gate)
        {
            if (!_contents.ContainsKey(orderId))
                _oldestFirst.Enqueue(orderId);
            _contents[orderId] = content;
            if (_oldestFirst.Count > Capacity)
                _contents.Remove(_oldestFirst.Dequeue());
        }
    }
}
