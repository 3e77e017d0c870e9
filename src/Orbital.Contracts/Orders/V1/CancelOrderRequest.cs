using ProtoBuf;

namespace Orbital.Contracts.Orders.V1;

/// <summary>Which order nobody wants any more.</summary>
[ProtoContract]
public sealed record CancelOrderRequest
{
    /// <summary>Id of the order, as <see cref="OrderRequest.OrderId"/> has it or will have it. Required, at most 128 characters.</summary>
    [ProtoMember(1, Name = "order_id")]
    public string OrderId { get; init; } = "";
}
