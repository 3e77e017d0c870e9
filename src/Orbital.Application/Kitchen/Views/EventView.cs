using System.Text.Json.Serialization;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Views;

/// <summary>An event as it stands in the stream: exactly one of order and batch item is set, whole, as it was after the event.</summary>
/// <param name="Sequence">1, 2, 3, … without a gap.</param>
/// <param name="Type">For example <c>batch-item.updated</c>.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="OrderId">The order that caused it; absent when a cook did.</param>
/// <param name="Order">The order, in events about one.</param>
/// <param name="BatchItem">The batch item, in events about one.</param>
public sealed record EventView(
    long Sequence,
    string Type,
    DateTimeOffset OccurredAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OrderView? Order,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BatchItemView? BatchItem)
{
    /// <summary>The trace of the order that it is about, or that caused it; absent when that is not traced.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }

    public static EventView Of(KitchenEvent e) => new(
        e.Sequence,
        NameOf(e.Type),
        e.OccurredAt,
        e.OrderId,
        e.Order is null ? null : OrderView.Of(e.Order),
        e.BatchItem is null ? null : BatchItemView.Of(e.BatchItem))
    {
        TraceId = KitchenActivities.TraceIdOf(e.TraceParent),
    };

    /// <summary>The name of an event's type on every wire.</summary>
    public static string NameOf(KitchenEventType type) => type switch
    {
        KitchenEventType.OrderReceived => "order.received",
        KitchenEventType.OrderUpdated => "order.updated",
        KitchenEventType.OrderInProgress => "order.in_progress",
        KitchenEventType.OrderReady => "order.ready",
        KitchenEventType.OrderHandedOff => "order.handed_off",
        KitchenEventType.OrderCancelled => "order.cancelled",
        KitchenEventType.BatchItemCreated => "batch-item.created",
        KitchenEventType.BatchItemUpdated => "batch-item.updated",
        KitchenEventType.BatchItemStarted => "batch-item.started",
        KitchenEventType.BatchItemCompleted => "batch-item.completed",
        KitchenEventType.BatchItemRecalled => "batch-item.recalled",
        KitchenEventType.BatchItemCancelled => "batch-item.cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "this event has no name"),
    };
}
