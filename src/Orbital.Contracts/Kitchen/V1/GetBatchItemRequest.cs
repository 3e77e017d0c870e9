using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>Which batch item to show.</summary>
[ProtoContract]
public sealed record GetBatchItemRequest
{
    /// <summary>The batch item: a UUID. Required.</summary>
    [ProtoMember(1, Name = "id")]
    public string Id { get; init; } = "";
}
