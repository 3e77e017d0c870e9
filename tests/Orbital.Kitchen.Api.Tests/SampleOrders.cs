using Orbital.Contracts.Orders.V1;

namespace Orbital.Kitchen.Api.Tests;

internal static class SampleOrders
{
    public static OrderRequest Burgers(string id, int quantity = 2) => Of(id, ("Burger", "Burger Plancha Station", quantity));

    public static OrderRequest Of(string id, params (string Item, string Station, int Quantity)[] lines) => new()
    {
        OrderId = id,
        OtterOrderId = $"otter-{id}",
        BrandName = "Desayuna",
        OrderItems = [.. lines.Select(line => new OrderItem { ItemName = line.Item, StationName = line.Station, Quantity = line.Quantity })],
    };
}
