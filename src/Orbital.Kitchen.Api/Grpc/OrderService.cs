using Mapster;
using MediatR;
using Orbital.Application.Kitchen.AcceptOrder;
using Orbital.Application.Kitchen.CancelOrder;
using Orbital.Contracts.Orders.V1;
using Orbital.Domain.Kitchen;
using ProtoBuf.Grpc;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>The wire edge of the order intake.</summary>
internal sealed class OrderService(IMediator mediator) : IOrderService
{
    public async Task<OrderResponse> SendOrder(OrderRequest request, CallContext context = default)
    {
        var result = await mediator.Send(new AcceptOrder(request.Adapt<Order>(OrderMapping.Config)), context.CancellationToken);
        return new OrderResponse
        {
            Success = true,
            Message = result switch
            {
                Acceptance.Accepted => "accepted",
                Acceptance.AlreadyKnown => "already known",
                _ => "cancelled before it arrived",
            },
        };
    }

    public async Task<CancelOrderResponse> CancelOrder(CancelOrderRequest request, CallContext context = default)
    {
        var order = await mediator.Send(request.Adapt<CancelOrder>(OrderMapping.Config), context.CancellationToken);
        var hasArrived = order.OrderItems.Count > 0;
        return new CancelOrderResponse { Success = true, Message = hasArrived ? "cancelled" : "not known yet: remembered as cancelled" };
    }
}
