using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>The words that stand for states in the database: the same as on every wire.</summary>
internal static class Names
{
    /// <summary>Joins names in one column. Names cannot hold it: control characters are refused.</summary>
    public const char Separator = '\u001f';

    public static string Of(OrderStatus status) => status switch
    {
        OrderStatus.Received => "received",
        OrderStatus.InProgress => "in_progress",
        OrderStatus.Ready => "ready",
        OrderStatus.HandedOff => "handed_off",
        OrderStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "unknown order status"),
    };

    public static OrderStatus ToOrderStatus(string name) => name switch
    {
        "received" => OrderStatus.Received,
        "in_progress" => OrderStatus.InProgress,
        "ready" => OrderStatus.Ready,
        "handed_off" => OrderStatus.HandedOff,
        "cancelled" => OrderStatus.Cancelled,
        _ => throw new InvalidDataException($"the database holds the order status '{name}', which this version does not know"),
    };

    public static string Of(BatchItemStatus status) => status switch
    {
        BatchItemStatus.Pending => "pending",
        BatchItemStatus.InProgress => "in_progress",
        BatchItemStatus.Completed => "completed",
        BatchItemStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "unknown batch item status"),
    };

    public static BatchItemStatus ToBatchItemStatus(string name) => name switch
    {
        "pending" => BatchItemStatus.Pending,
        "in_progress" => BatchItemStatus.InProgress,
        "completed" => BatchItemStatus.Completed,
        "cancelled" => BatchItemStatus.Cancelled,
        _ => throw new InvalidDataException($"the database holds the batch item status '{name}', which this version does not know"),
    };
}
