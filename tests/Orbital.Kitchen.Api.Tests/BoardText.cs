using System.Text.Json;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Kitchen.Api.Tests.Rest;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>An order or a batch item as one line, the same from a gRPC message and from JSON: to compare the two.</summary>
internal static class BoardText
{
    public static string Of(BatchItem item) =>
        $"{item.Id} v{item.Version} {item.StationName} {item.ItemName} {item.Status} {item.Priority} "
        + $"{item.CompletedQuantity}/{item.Quantity} -{item.CancelledQuantity} {item.UpdatedAt:O} {string.Join(',', item.AllowedActions)} "
        + string.Join(',', item.Orders.Select(order => $"{order.OrderId}:{order.CompletedQuantity}/{order.Quantity}"));

    public static string OfBatchItem(JsonElement item) =>
        $"{item.Text("id")} v{item.Number("version")} {item.Text("stationName")} {item.Text("itemName")} {Word(item, "status")} {Word(item, "priority")} "
        + $"{item.Number("completedQuantity")}/{item.Number("quantity")} -{item.Number("cancelledQuantity")} {Time(item, "updatedAt")} "
        + $"{string.Join(',', item.Texts("allowedActions"))} "
        + string.Join(',', item.Orders().Select(order => $"{order.OrderId}:{order.Done}/{order.Quantity}"));

    public static string Of(Order order) =>
        $"{order.OrderId} v{order.Version} {order.OtterOrderId} {order.BrandName} {order.Status} {order.Priority} {order.ReceivedAt:O} {order.UpdatedAt:O} "
        + string.Join(',', order.OrderItems.Select(line => $"{line.Quantity} {line.ItemName} {line.StationName}"));

    public static string OfOrder(JsonElement order) =>
        $"{order.Text("orderId")} v{order.Number("version")} {order.Text("otterOrderId")} {order.Text("brandName")} {Word(order, "status")} "
        + $"{Word(order, "priority")} {Time(order, "receivedAt")} {Time(order, "updatedAt")} "
        + string.Join(',', order.GetProperty("orderItems").EnumerateArray()
            .Select(line => $"{line.Number("quantity")} {line.Text("itemName")} {line.Text("stationName")}"));

    // "in_progress" is InProgress.
    private static string Word(JsonElement json, string name) =>
        string.Concat(json.Text(name).Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Time(JsonElement json, string name) => $"{json.GetProperty(name).GetDateTimeOffset().UtcDateTime:O}";
}
