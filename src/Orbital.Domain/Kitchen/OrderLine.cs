namespace Orbital.Domain.Kitchen;

/// <summary>One line of an order: how many of one item, cooked at one station.</summary>
public sealed record OrderLine(string ItemName, string StationName, int Quantity)
{
    /// <summary>What the line is batched by.</summary>
    public ItemKey Key => new(StationName, ItemName);
}

/// <summary>One item of one station: units with the same key are cooked together.</summary>
public readonly record struct ItemKey(string StationName, string ItemName);
