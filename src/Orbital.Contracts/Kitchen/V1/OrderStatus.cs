using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>How far an order is.</summary>
[ProtoContract]
public enum OrderStatus
{
    /// <summary>Never sent by a kitchen.</summary>
    [ProtoEnum(Name = "ORDER_STATUS_UNSPECIFIED")]
    Unspecified = 0,

    /// <summary>Stored; no unit of it is started.</summary>
    [ProtoEnum(Name = "ORDER_STATUS_RECEIVED")]
    Received = 1,

    /// <summary>A cook has started one of its units.</summary>
    [ProtoEnum(Name = "ORDER_STATUS_IN_PROGRESS")]
    InProgress = 2,

    /// <summary>All its units are done.</summary>
    [ProtoEnum(Name = "ORDER_STATUS_READY")]
    Ready = 3,

    /// <summary>It has left the kitchen.</summary>
    [ProtoEnum(Name = "ORDER_STATUS_HANDED_OFF")]
    HandedOff = 4,

    /// <summary>Nobody wants it any more.</summary>
    [ProtoEnum(Name = "ORDER_STATUS_CANCELLED")]
    Cancelled = 5,
}
