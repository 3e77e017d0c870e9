namespace Orbital.Domain.Kitchen;

/// <summary>What an event says.</summary>
public enum KitchenEventType
{
    OrderReceived,
    BatchItemCreated,
    BatchItemUpdated,
}

/// <summary>A numbered fact about an order or a batch item: exactly one of the two is set, as it was after the fact.</summary>
/// <param name="Sequence">1, 2, 3, … without a gap, in commit order, over all replicas.</param>
/// <param name="Type">What happened.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="OrderId">The order that caused it; null when a cook did.</param>
/// <param name="Order">The order, whole.</param>
/// <param name="BatchItem">The batch item, whole.</param>
public sealed record KitchenEvent(
    long Sequence, KitchenEventType Type, DateTimeOffset OccurredAt, string? OrderId, Order? Order, BatchItem? BatchItem);
