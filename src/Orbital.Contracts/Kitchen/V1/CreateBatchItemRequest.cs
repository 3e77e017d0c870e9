using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>Work ahead of demand.</summary>
[ProtoContract]
public sealed record CreateBatchItemRequest
{
    /// <summary>The station that cooks it. Required, at most 200 characters.</summary>
    [ProtoMember(1, Name = "station_name")]
    public string StationName { get; init; } = "";

    /// <summary>What to cook. Required, at most 200 characters.</summary>
    [ProtoMember(2, Name = "item_name")]
    public string ItemName { get; init; } = "";

    /// <summary>Units, 1 to the station's capacity.</summary>
    [ProtoMember(3, Name = "quantity")]
    public int Quantity { get; init; }

    /// <summary>Whether it goes first; unspecified is normal.</summary>
    [ProtoMember(4, Name = "priority")]
    public Priority Priority { get; init; }

    /// <summary>What cooks tell each other, at most 500 characters; empty for none.</summary>
    [ProtoMember(5, Name = "note")]
    public string Note { get; init; } = "";

    /// <summary>The same request under the same key gets the first answer. At most 200 printable characters; empty for none.</summary>
    [ProtoMember(6, Name = "idempotency_key")]
    public string IdempotencyKey { get; init; } = "";
}
