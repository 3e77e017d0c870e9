using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>An order, as the kitchen knows it.</summary>
[ProtoContract]
public sealed record Order
{
    /// <summary>Id of the source document.</summary>
    [ProtoMember(1, Name = "order_id")]
    public string OrderId { get; init; } = "";

    /// <summary>Otter's id; empty when the source has none.</summary>
    [ProtoMember(2, Name = "otter_order_id")]
    public string OtterOrderId { get; init; } = "";

    /// <summary>The brand that the customer ordered from; empty when the source has none.</summary>
    [ProtoMember(3, Name = "brand_name")]
    public string BrandName { get; init; } = "";

    /// <summary>How far it is.</summary>
    [ProtoMember(4, Name = "status")]
    public OrderStatus Status { get; init; }

    /// <summary>Rush orders are served before all others.</summary>
    [ProtoMember(5, Name = "priority")]
    public Priority Priority { get; init; }

    /// <summary>What was ordered, in the order of the source document.</summary>
    [ProtoMember(6, Name = "order_items")]
    public List<OrderLine> OrderItems { get; init; } = [];

    /// <summary>When the kitchen stored it. UTC, as all times here.</summary>
    [ProtoMember(7, Name = "received_at")]
    public DateTime ReceivedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [ProtoMember(8, Name = "updated_at")]
    public DateTime UpdatedAt { get; init; }

    /// <summary>Number of the event that last changed it.</summary>
    [ProtoMember(9, Name = "version")]
    public long Version { get; init; }
}

/// <summary>How many of one item one station cooks for an order.</summary>
[ProtoContract]
public sealed record OrderLine
{
    /// <summary>What to cook.</summary>
    [ProtoMember(1, Name = "item_name")]
    public string ItemName { get; init; } = "";

    /// <summary>The station that cooks it.</summary>
    [ProtoMember(2, Name = "station_name")]
    public string StationName { get; init; } = "";

    /// <summary>Units.</summary>
    [ProtoMember(3, Name = "quantity")]
    public int Quantity { get; init; }
}
