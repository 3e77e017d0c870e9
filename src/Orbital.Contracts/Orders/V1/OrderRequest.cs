using ProtoBuf;

namespace Orbital.Contracts.Orders.V1;

/// <summary>One order, as a kitchen needs it.</summary>
[ProtoContract]
public sealed record OrderRequest
{
    /// <summary>Id of the source document; the idempotency key. Required, at most 128 characters.</summary>
    [ProtoMember(1, Name = "order_id")]
    public string OrderId { get; init; } = "";

    /// <summary>Otter's id of the order; empty when the source has none. At most 128 characters.</summary>
    [ProtoMember(2, Name = "otter_order_id")]
    public string OtterOrderId { get; init; } = "";

    /// <summary>The brand that the customer ordered from; empty when the source has none. At most 200 characters.</summary>
    [ProtoMember(3, Name = "brand_name")]
    public string BrandName { get; init; } = "";

    /// <summary>What to cook: 1 to 200 items, in the order of the source document.</summary>
    [ProtoMember(4, Name = "order_items")]
    public List<OrderItem> OrderItems { get; init; } = [];
}
