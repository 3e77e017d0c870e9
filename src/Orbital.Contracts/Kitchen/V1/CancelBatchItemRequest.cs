using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>Which hand-made batch item nobody needs any more.</summary>
[ProtoContract]
public sealed record CancelBatchItemRequest
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
}
