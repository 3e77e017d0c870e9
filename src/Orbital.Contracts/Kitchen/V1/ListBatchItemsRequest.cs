using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>Which batch items to show, and from where on. Filters narrow each other.</summary>
[ProtoContract]
public sealed record ListBatchItemsRequest
{
    /// <summary>Only this station's; empty for all.</summary>
    [ProtoMember(1, Name = "station")]
    public string Station { get; init; } = "";

    /// <summary>Only this item's; empty for all.</summary>
    [ProtoMember(2, Name = "item")]
    public string Item { get; init; } = "";

    /// <summary>Only these; empty for all.</summary>
    [ProtoMember(3, Name = "statuses", IsPacked = true)]
    public List<BatchItemStatus> Statuses { get; init; } = [];

    /// <summary>Only those that serve this brand; empty for all.</summary>
    [ProtoMember(4, Name = "brand")]
    public string Brand { get; init; } = "";

    /// <summary>Only those that changed then or later; absent for all. UTC.</summary>
    [ProtoMember(5, Name = "updated_since")]
    public DateTime? UpdatedSince { get; init; }

    /// <summary>Most entries of the page, 1 to 500; 0 takes 50.</summary>
    [ProtoMember(6, Name = "page_size")]
    public int PageSize { get; init; }

    /// <summary>The <c>next_cursor</c> of the page before; empty for the first.</summary>
    [ProtoMember(7, Name = "cursor")]
    public string Cursor { get; init; } = "";
}
