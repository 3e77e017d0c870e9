using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>How many of one item one station must cook now, gathered from the lines of any number of orders.</summary>
[ProtoContract]
public sealed record BatchItem
{
    /// <summary>A UUID in its usual form, with hyphens.</summary>
    [ProtoMember(1, Name = "id")]
    public string Id { get; init; } = "";

    /// <summary>The station that cooks it.</summary>
    [ProtoMember(2, Name = "station_name")]
    public string StationName { get; init; } = "";

    /// <summary>What to cook.</summary>
    [ProtoMember(3, Name = "item_name")]
    public string ItemName { get; init; } = "";

    /// <summary>How far it is.</summary>
    [ProtoMember(4, Name = "status")]
    public BatchItemStatus Status { get; init; }

    /// <summary>Rush when a cook said so or one of its orders is in a hurry.</summary>
    [ProtoMember(5, Name = "priority")]
    public Priority Priority { get; init; }

    /// <summary>Units to cook in all.</summary>
    [ProtoMember(6, Name = "quantity")]
    public int Quantity { get; init; }

    /// <summary>Units that are done.</summary>
    [ProtoMember(7, Name = "completed_quantity")]
    public int CompletedQuantity { get; init; }

    /// <summary>Units cooking that nobody wants any more, until a cook acknowledges it.</summary>
    [ProtoMember(8, Name = "cancelled_quantity")]
    public int CancelledQuantity { get; init; }

    /// <summary>A cook made it ahead of demand.</summary>
    [ProtoMember(9, Name = "is_hand_made")]
    public bool IsHandMade { get; init; }

    /// <summary>What cooks tell each other; empty when nothing.</summary>
    [ProtoMember(10, Name = "note")]
    public string Note { get; init; } = "";

    /// <summary>The brands of the orders in it, each once, in the order in which they came.</summary>
    [ProtoMember(11, Name = "brands")]
    public List<string> Brands { get; init; } = [];

    /// <summary>Whose units these are, first come first.</summary>
    [ProtoMember(12, Name = "orders")]
    public List<ServedOrder> Orders { get; init; } = [];

    /// <summary>Until when it accepts more units while it is pending and under its capacity. UTC, as all times here.</summary>
    [ProtoMember(13, Name = "accepts_until")]
    public DateTime AcceptsUntil { get; init; }

    /// <summary>When its first unit arrived.</summary>
    [ProtoMember(14, Name = "created_at")]
    public DateTime CreatedAt { get; init; }

    /// <summary>When cooking began; absent before.</summary>
    [ProtoMember(15, Name = "started_at")]
    public DateTime? StartedAt { get; init; }

    /// <summary>When its last unit was done; absent before.</summary>
    [ProtoMember(16, Name = "completed_at")]
    public DateTime? CompletedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [ProtoMember(17, Name = "updated_at")]
    public DateTime UpdatedAt { get; init; }

    /// <summary>
    /// What its status allows now: <c>start</c>, <c>complete</c>, <c>recall</c>, <c>acknowledge-cancellation</c>, <c>update</c>,
    /// <c>cancel</c>.
    /// </summary>
    [ProtoMember(18, Name = "allowed_actions")]
    public List<string> AllowedActions { get; init; } = [];

    /// <summary>Number of the event that last changed it: what <c>expected_version</c> is compared with.</summary>
    [ProtoMember(19, Name = "version")]
    public long Version { get; init; }
}

/// <summary>How many units of a batch item one order gets.</summary>
[ProtoContract]
public sealed record ServedOrder
{
    /// <summary>The order.</summary>
    [ProtoMember(1, Name = "order_id")]
    public string OrderId { get; init; } = "";

    /// <summary>Its units in this batch item.</summary>
    [ProtoMember(2, Name = "quantity")]
    public int Quantity { get; init; }

    /// <summary>How many of them are done.</summary>
    [ProtoMember(3, Name = "completed_quantity")]
    public int CompletedQuantity { get; init; }

    /// <summary>It goes before the others.</summary>
    [ProtoMember(4, Name = "is_rush")]
    public bool IsRush { get; init; }

    /// <summary>It was cancelled after cooking had begun.</summary>
    [ProtoMember(5, Name = "is_cancelled")]
    public bool IsCancelled { get; init; }
}
