namespace Orbital.Domain.Kitchen;

/// <summary>How many units of a batch item belong to one line of an order.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="BrandName">The order's brand, so that a card can show it without a look-up.</param>
/// <param name="Line">Index of the line in the order, from 0.</param>
/// <param name="Quantity">Units of that line in this batch item.</param>
public sealed record Allocation(string OrderId, string BrandName, int Line, int Quantity)
{
    /// <summary>How many of the units a cook had made ahead of demand: they outlive the order as long as nobody has started them.</summary>
    public int Prepared { get; init; }

    /// <summary>How many of the units are done.</summary>
    public int Completed { get; init; }

    /// <summary>The order goes before the others.</summary>
    public bool IsRush { get; init; }

    /// <summary>The order was cancelled while its units were cooking or done.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Units still to cook, whether anybody wants them or not.</summary>
    internal int Outstanding => Quantity - Completed;
}
