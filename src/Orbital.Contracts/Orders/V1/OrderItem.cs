using ProtoBuf;

namespace Orbital.Contracts.Orders.V1;

/// <summary>How many of one item one station must cook for an order.</summary>
[ProtoContract]
public sealed record OrderItem
{
    /// <summary>Name of the item. Required, at most 200 characters.</summary>
    [ProtoMember(1, Name = "item_name")]
    public string ItemName { get; init; } = "";

    /// <summary>Name of the station that cooks it. Required, at most 200 characters.</summary>
    [ProtoMember(2, Name = "station_name")]
    public string StationName { get; init; } = "";

    /// <summary>Number of units, 1 to 1,000.</summary>
    [ProtoMember(3, Name = "quantity")]
    public int Quantity { get; init; }
}
