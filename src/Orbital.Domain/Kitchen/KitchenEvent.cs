namespace Orbital.Domain.Kitchen;

/// <summary>What an event says.</summary>
public enum KitchenEventType
{
    OrderReceived,

    /// <summary>Something of the order changed that is not its status: it became a rush order.</summary>
    OrderUpdated,
    OrderInProgress,
    OrderReady,
    OrderHandedOff,
    OrderCancelled,
    BatchItemCreated,
    BatchItemUpdated,
    BatchItemStarted,
    BatchItemCompleted,
    BatchItemRecalled,
    BatchItemCancelled,
}

/// <summary>A numbered fact about an order or a batch item: exactly one of the two is set, as it was after the fact.</summary>
/// <param name="Sequence">1, 2, 3, … without a gap, in commit order, over all replicas.</param>
/// <param name="Type">What happened.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="OrderId">The order that caused it; null when a cook did.</param>
/// <param name="Order">The order, whole.</param>
/// <param name="BatchItem">The batch item, whole.</param>
public sealed record KitchenEvent(
    long Sequence, KitchenEventType Type, DateTimeOffset OccurredAt, string? OrderId, Order? Order, BatchItem? BatchItem)
{
    /// <summary>Where the trace of the order that it is about, or that caused it, goes on; null when there is none.</summary>
    public string? TraceParent { get; init; }
}
