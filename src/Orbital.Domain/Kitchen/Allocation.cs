namespace Orbital.Domain.Kitchen;

/// <summary>How many units of a batch item belong to one line of an order.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="BrandName">The order's brand, so that a card can show it without a look-up.</param>
/// <param name="Line">Index of the line in the order, from 0.</param>
/// <param name="Quantity">Units of that line in this batch item.</param>
/// <param name="Completed">How many of them are done.</param>
public sealed record Allocation(string OrderId, string BrandName, int Line, int Quantity, int Completed = 0);
