using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Views;

/// <summary>An order as every interface shows it.</summary>
/// <param name="OrderId">Id of the source document.</param>
/// <param name="OtterOrderId">Otter's id; empty when the source has none.</param>
/// <param name="BrandName">The brand; empty when the source has none.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Priority">Rush orders are served before all others.</param>
/// <param name="OrderItems">What was ordered.</param>
/// <param name="ReceivedAt">When the kitchen stored it.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Version">Number of the event that last changed it.</param>
public sealed record OrderView(
    string OrderId,
    string OtterOrderId,
    string BrandName,
    OrderStatus Status,
    Priority Priority,
    IReadOnlyList<OrderItemView> OrderItems,
    DateTimeOffset ReceivedAt,
    DateTimeOffset UpdatedAt,
    long Version)
{
    public static OrderView Of(Order order) => new(
        order.OrderId,
        order.OtterOrderId,
        order.BrandName,
        order.Status,
        order.Priority,
        [.. order.Lines.Select(line => new OrderItemView(line.ItemName, line.StationName, line.Quantity))],
        order.ReceivedAt,
        order.UpdatedAt,
        order.Version);
}

/// <summary>One line of an order.</summary>
/// <param name="ItemName">What to cook.</param>
/// <param name="StationName">The station that cooks it.</param>
/// <param name="Quantity">How many.</param>
public sealed record OrderItemView(string ItemName, string StationName, int Quantity);
