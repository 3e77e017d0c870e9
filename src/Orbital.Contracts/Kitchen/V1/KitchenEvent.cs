using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>A numbered fact about an order or a batch item: exactly one of the two is set, whole, as it was after the event.</summary>
[ProtoContract]
public sealed record KitchenEvent
{
    /// <summary>1, 2, 3, … without a gap, over all replicas, in the order of commits.</summary>
    [ProtoMember(1, Name = "sequence")]
    public long Sequence { get; init; }

    /// <summary>What happened to it.</summary>
    [ProtoMember(2, Name = "type")]
    public EventType Type { get; init; }

    /// <summary>When it happened. UTC.</summary>
    [ProtoMember(3, Name = "occurred_at")]
    public DateTime OccurredAt { get; init; }

    /// <summary>The order that caused it; empty when a cook did.</summary>
    [ProtoMember(4, Name = "order_id")]
    public string OrderId { get; init; } = "";

    /// <summary>The order, in events about one.</summary>
    [ProtoMember(5, Name = "order")]
    public Order? Order { get; init; }

    /// <summary>The batch item, in events about one.</summary>
    [ProtoMember(6, Name = "batch_item")]
    public BatchItem? BatchItem { get; init; }

    /// <summary>The trace of the order that it is about, or that caused it, as 32 hexadecimal digits; empty when that is not traced.</summary>
    [ProtoMember(7, Name = "trace_id")]
    public string TraceId { get; init; } = "";
}
