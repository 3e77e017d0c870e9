namespace Orbital.Domain.Kitchen;

/// <summary>The words for states: the same on every wire, in the database and in messages to people.</summary>
public static class StatusNames
{
    private static readonly string[] Orders = ["received", "in_progress", "ready", "handed_off", "cancelled"];
    private static readonly string[] Displays = ["cook", "manager"];
    private static readonly string[] BatchItems = ["pending", "in_progress", "completed", "cancelled"];

    public static string Of(OrderStatus status) => Orders[(int)status];

    public static string Of(BatchItemStatus status) => BatchItems[(int)status];

    public static string Of(DisplayRole role) => Displays[(int)role];

    /// <exception cref="ArgumentException">No role has this name.</exception>
    public static DisplayRole ToDisplayRole(string name) => (DisplayRole)IndexOf(Displays, name);

    /// <exception cref="ArgumentException">No order status has this name.</exception>
    public static OrderStatus ToOrderStatus(string name) => (OrderStatus)IndexOf(Orders, name);

    /// <exception cref="ArgumentException">No batch item status has this name.</exception>
    public static BatchItemStatus ToBatchItemStatus(string name) => (BatchItemStatus)IndexOf(BatchItems, name);

    private static int IndexOf(string[] names, string name) =>
        Array.IndexOf(names, name) is >= 0 and var index ? index : throw new ArgumentException($"'{name}' is no status of {string.Join(", ", names)}", nameof(name));
}
