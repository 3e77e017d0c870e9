using Mapster;
using Orbital.Contracts.Orders.V1;
using Orbital.Domain.OrderManagement;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>From our order to the message on the wire.</summary>
internal static class OrderMap
{
    private static readonly TypeAdapterConfig Config = Create();

    public static OrderRequest ToRequest(Order order) => order.Adapt<OrderRequest>(Config);

    private static TypeAdapterConfig Create()
    {
        var config = new TypeAdapterConfig { RequireExplicitMapping = true, RequireDestinationMemberSource = true };
        config.NewConfig<Domain.OrderManagement.OrderItem, Contracts.Orders.V1.OrderItem>();
        config.NewConfig<Order, OrderRequest>()
            .Map(request => request.OrderId, order => order.Id)
            .Map(request => request.OrderItems, order => order.Items);
        config.Compile();
        return config;
    }
}
