using Mapster;
using Orbital.Application.Kitchen.CancelOrder;
using Orbital.Contracts.Orders.V1;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>From the wire's orders to the kitchen's: checked on the way, so an order that exists keeps the rules.</summary>
internal static class OrderMapping
{
    public static TypeAdapterConfig Config { get; } = Create();

    private static TypeAdapterConfig Create()
    {
        var config = new TypeAdapterConfig();
        config.NewConfig<OrderItem, OrderLine>().MapWith(item => new OrderLine(item.ItemName, item.StationName, item.Quantity));
        config.NewConfig<OrderRequest, Order>().MapWith(request => Order.Create(
            request.OrderId, request.OtterOrderId, request.BrandName, request.OrderItems.Adapt<List<OrderLine>>(config)));
        config.NewConfig<CancelOrderRequest, CancelOrder>().MapWith(request => new CancelOrder(WireValues.OrderId(request.OrderId)));
        config.Compile();
        return config;
    }
}
