using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>What can happen to an order or a batch item.</summary>
[ProtoContract]
public enum EventType
{
    /// <summary>A type that is newer than this contract: the entity it carries is good all the same.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_UNSPECIFIED")]
    Unspecified = 0,

    /// <summary>A new order.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_ORDER_RECEIVED")]
    OrderReceived = 1,

    /// <summary>The order changed and its status did not: it is in a hurry now.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_ORDER_UPDATED")]
    OrderUpdated = 2,

    /// <summary>A cook started its first unit, or a unit that was done cooks again.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_ORDER_IN_PROGRESS")]
    OrderInProgress = 3,

    /// <summary>All its units are done.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_ORDER_READY")]
    OrderReady = 4,

    /// <summary>It has left the kitchen.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_ORDER_HANDED_OFF")]
    OrderHandedOff = 5,

    /// <summary>Nobody wants it any more.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_ORDER_CANCELLED")]
    OrderCancelled = 6,

    /// <summary>New work.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_BATCH_ITEM_CREATED")]
    BatchItemCreated = 7,

    /// <summary>Units came or went or are done, or a cook changed its priority or note.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_BATCH_ITEM_UPDATED")]
    BatchItemUpdated = 8,

    /// <summary>A cook began.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_BATCH_ITEM_STARTED")]
    BatchItemStarted = 9,

    /// <summary>All its units are done.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_BATCH_ITEM_COMPLETED")]
    BatchItemCompleted = 10,

    /// <summary>A cook took the last move back.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_BATCH_ITEM_RECALLED")]
    BatchItemRecalled = 11,

    /// <summary>Nobody needs it any more.</summary>
    [ProtoEnum(Name = "EVENT_TYPE_BATCH_ITEM_CANCELLED")]
    BatchItemCancelled = 12,
}
