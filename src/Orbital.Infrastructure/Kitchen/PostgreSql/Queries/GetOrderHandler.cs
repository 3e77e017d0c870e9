using MediatR;
using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen.GetOrder;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

internal sealed class GetOrderHandler(Snapshots snapshots) : IRequestHandler<GetOrder, OrderView>
{
    public Task<OrderView> Handle(GetOrder request, CancellationToken cancellationToken) => snapshots.ReadAsync(
        async (context, _) => await context.Orders.AsNoTracking().SingleOrDefaultAsync(order => order.OrderId == request.OrderId, cancellationToken)
            is { IsUnseen: false } order ? OrderView.Of(order) : throw new NotKnownException("order", request.OrderId),
        cancellationToken);
}
