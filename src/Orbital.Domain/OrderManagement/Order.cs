namespace Orbital.Domain.OrderManagement;

/// <summary>The essence of a source document: what a kitchen must know to cook it.</summary>
/// <param name="Id">Id of the source document, as text. Never empty.</param>
/// <param name="OtterOrderId">Otter's id; empty when the source has none.</param>
/// <param name="BrandName">The brand that the customer ordered from; empty when the source has none.</param>
/// <param name="Items">At least one item, in the order of the source document.</param>
public sealed record Order(string Id, string OtterOrderId, string BrandName, IReadOnlyList<OrderItem> Items);

/// <summary>How many of one item one station must cook for an order.</summary>
/// <param name="ItemName">Never blank.</param>
/// <param name="StationName">Never blank.</param>
/// <param name="Quantity">At least 1.</param>
public sealed record OrderItem(string ItemName, string StationName, int Quantity);
