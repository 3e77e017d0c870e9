using ProtoBuf;

namespace Orbital.Contracts.Orders.V1;

/// <summary>The kitchen's answer to an order that it has durably stored.</summary>
[ProtoContract]
public sealed record OrderResponse
{
    /// <summary>True when the order is stored, now or by an earlier call.</summary>
    [ProtoMember(1, Name = "success")]
    public bool Success { get; init; }

    /// <summary>What happened, for people: for example that the order was already known.</summary>
    [ProtoMember(2, Name = "message")]
    public string Message { get; init; } = "";
}
