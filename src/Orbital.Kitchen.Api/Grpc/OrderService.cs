using Mapster;
using MediatR;
using Orbital.Application.Kitchen.AcceptOrder;
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
            Message = result == AcceptOrderResult.Accepted ? "accepted" : "already known",
        };
    }
}
