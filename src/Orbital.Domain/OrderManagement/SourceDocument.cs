namespace Orbital.Domain.OrderManagement;

/// <summary>What is read of a document of the orders collection, before any rule: everything may be missing.</summary>
public sealed record SourceDocument
{
    /// <summary>The field <c>_id</c> as text; an ObjectId as its 24 hexadecimal digits.</summary>
    public string? Id { get; init; }

    /// <summary>The field <c>OtterOrderId</c>.</summary>
    public string? OtterOrderId { get; init; }

    /// <summary>The field <c>BrandName</c>.</summary>
    public string? BrandName { get; init; }

    /// <summary>The source says that nobody wants the order any more.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>The field <c>StationOrders</c>.</summary>
    public IReadOnlyList<SourceStationOrder?>? StationOrders { get; init; }

    /// <summary>The fields that <see cref="RoutingRule.Field"/> names, by path, as text; one that is missing or no single value is not in it.</summary>
    public IReadOnlyDictionary<string, string> RoutingFields { get; init; } = NoFields;

    /// <summary>When no rule names a field, or the document has none of those.</summary>
    public static IReadOnlyDictionary<string, string> NoFields { get; } = new Dictionary<string, string>();
}

/// <summary>One element of <c>StationOrders</c>.</summary>
public sealed record SourceStationOrder
{
    /// <summary>The field <c>OwnStationName</c>.</summary>
    public string? OwnStationName { get; init; }

    /// <summary>The field <c>OrderItems</c>.</summary>
    public IReadOnlyList<SourceOrderItem?>? OrderItems { get; init; }
}

/// <summary>One element of <c>StationOrders[i].OrderItems</c>.</summary>
public sealed record SourceOrderItem
{
    /// <summary>The field <c>Name</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The field <c>Quantity</c>; whatever number the source wrote, also a fractional one.</summary>
    public decimal? Quantity { get; init; }
}
