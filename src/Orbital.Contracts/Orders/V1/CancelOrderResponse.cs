using ProtoBuf;

namespace Orbital.Contracts.Orders.V1;

/// <summary>The kitchen's answer to a cancellation that it has durably stored.</summary>
[ProtoContract]
public sealed record CancelOrderResponse
{
    /// <summary>True when the order is cancelled, now or by an earlier call.</summary>
    [ProtoMember(1, Name = "success")]
    public bool Success { get; init; }

    /// <summary>What happened, for people: for example that the order has not arrived yet.</summary>
    [ProtoMember(2, Name = "message")]
    public string Message { get; init; } = "";
}
