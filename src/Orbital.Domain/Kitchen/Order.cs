namespace Orbital.Domain.Kitchen;

/// <summary>What a customer ordered, as the kitchen knows it.</summary>
public sealed partial record Order
{
    /// <summary>Id of the source document.</summary>
    public required string OrderId { get; init; }

    /// <summary>Otter's id; empty when the source has none.</summary>
    public required string OtterOrderId { get; init; }

    /// <summary>The brand; empty when the source has none.</summary>
    public required string BrandName { get; init; }

    /// <summary>What to cook, in the order of the source document.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public OrderStatus Status { get; init; } = OrderStatus.Received;

    /// <summary>Rush orders are served before all others.</summary>
    public Priority Priority { get; init; }

    /// <summary>Units ordered.</summary>
    public int Units { get; init; }

    /// <summary>Units that are done.</summary>
    public int UnitsDone { get; init; }

    /// <summary>The batch items that hold this order's units.</summary>
    public IReadOnlyList<Guid> BatchItemIds { get; init; } = [];

    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where its trace goes on, as a W3C <c>traceparent</c>; null when it is not traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Number of the event that announced this order: later orders have higher ones.</summary>
    public long ReceivedSequence { get; init; }

    /// <summary>Number of the last event that changed this order.</summary>
    public long Version { get; init; }

    /// <summary>An order that keeps the kitchen's rules.</summary>
    /// <exception cref="InvalidFieldException">A field is missing or over its limit (<see cref="OrderLimits"/>).</exception>
    public static Order Create(string? orderId, string? otterOrderId, string? brandName, IReadOnlyList<OrderLine>? lines)
    {
        if (lines is null or { Count: 0 })
            throw new InvalidFieldException("order_items", "must have at least one item");
        if (lines.Count > OrderLimits.Lines)
            throw new InvalidFieldException("order_items", $"must have at most {OrderLimits.Lines} items, has {lines.Count}");

        return new Order
        {
            OrderId = FieldRules.Required("order_id", orderId, OrderLimits.IdLength),
            OtterOrderId = FieldRules.Optional("otter_order_id", otterOrderId, OrderLimits.IdLength),
            BrandName = FieldRules.Optional("brand_name", brandName, OrderLimits.NameLength),
            Lines = [.. lines.Select((line, index) => Checked(line, $"order_items[{index}]"))],
            Units = lines.Sum(line => line.Quantity),
        };
    }

    /// <summary>Whether both say the same, apart from how far they are.</summary>
    public bool HasSameContentAs(Order other) =>
        OtterOrderId == other.OtterOrderId && BrandName == other.BrandName && Lines.SequenceEqual(other.Lines);

    private static OrderLine Checked(OrderLine line, string path) => new(
        FieldRules.Required($"{path}.item_name", line.ItemName, OrderLimits.NameLength),
        FieldRules.Required($"{path}.station_name", line.StationName, OrderLimits.NameLength),
        FieldRules.Between($"{path}.quantity", line.Quantity, 1, OrderLimits.Quantity));
}
