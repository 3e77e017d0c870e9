using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>How far a batch item is.</summary>
[ProtoContract]
public enum BatchItemStatus
{
    /// <summary>Never sent by a kitchen; as a filter it is refused.</summary>
    [ProtoEnum(Name = "BATCH_ITEM_STATUS_UNSPECIFIED")]
    Unspecified = 0,

    /// <summary>Waiting for a cook; it may still gather more units.</summary>
    [ProtoEnum(Name = "BATCH_ITEM_STATUS_PENDING")]
    Pending = 1,

    /// <summary>A cook has started it; it gathers no more.</summary>
    [ProtoEnum(Name = "BATCH_ITEM_STATUS_IN_PROGRESS")]
    InProgress = 2,

    /// <summary>All its units are done.</summary>
    [ProtoEnum(Name = "BATCH_ITEM_STATUS_COMPLETED")]
    Completed = 3,

    /// <summary>Nobody needs it any more.</summary>
    [ProtoEnum(Name = "BATCH_ITEM_STATUS_CANCELLED")]
    Cancelled = 4,
}
