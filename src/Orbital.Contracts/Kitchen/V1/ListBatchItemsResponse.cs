using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>One page of batch items.</summary>
[ProtoContract]
public sealed record ListBatchItemsResponse
{
    /// <summary>The batch items, the oldest first.</summary>
    [ProtoMember(1, Name = "items")]
    public List<BatchItem> Items { get; init; } = [];

    /// <summary>Hand it in as <c>cursor</c> for the next page; empty on the last one.</summary>
    [ProtoMember(2, Name = "next_cursor")]
    public string NextCursor { get; init; } = "";

    /// <summary>Number of the last event that this page counts in: follow the events from here.</summary>
    [ProtoMember(3, Name = "sequence")]
    public long Sequence { get; init; }
}
