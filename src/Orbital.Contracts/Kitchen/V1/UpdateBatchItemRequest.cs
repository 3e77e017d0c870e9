using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>What to change on a batch item; what is absent stays as it is.</summary>
[ProtoContract]
public sealed record UpdateBatchItemRequest
{
    /// <summary>The batch item: a UUID. Required.</summary>
    [ProtoMember(1, Name = "id")]
    public string Id { get; init; } = "";

    /// <summary>The version that the caller has seen: another one is <c>ABORTED</c>. 0 does not mind.</summary>
    [ProtoMember(2, Name = "expected_version")]
    public long ExpectedVersion { get; init; }

    /// <summary>The same request under the same key gets the first answer. At most 200 printable characters; empty for none.</summary>
    [ProtoMember(3, Name = "idempotency_key")]
    public string IdempotencyKey { get; init; } = "";

    /// <summary>Whether it goes first; unspecified leaves it.</summary>
    [ProtoMember(4, Name = "priority")]
    public Priority Priority { get; init; }

    /// <summary>
    /// Units in all, of a hand-made batch item that is pending, up to its station's capacity; 0 cancels it. Absent leaves it.
    /// </summary>
    [ProtoMember(5, Name = "quantity")]
    public int? Quantity { get; init; }

    /// <summary>What cooks tell each other, at most 500 characters; empty removes it, absent leaves it.</summary>
    [ProtoMember(6, Name = "note")]
    public string? Note { get; init; }
}
