using MediatR;
using Orbital.Application.Kitchen.ListOrders;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

internal sealed class ListOrdersHandler(PageQuery pages) : IRequestHandler<ListOrders, Page<OrderView>>
{
    public Task<Page<OrderView>> Handle(ListOrders request, CancellationToken cancellationToken)
    {
        var limit = PageQuery.CheckLimit(request.Limit);
        var before = PageQuery.Decode(request.Cursor) ?? long.MaxValue;

        return pages.ReadAsync(
            limit,
            context =>
            {
                var orders = context.Orders.Where(order => order.ReceivedSequence < before);
                if (request.Statuses.Count > 0)
                    orders = orders.Where(order => request.Statuses.Contains(order.Status));
                return orders.OrderByDescending(order => order.ReceivedSequence);
            },
            order => order.ReceivedSequence,
            OrderView.Of,
            cancellationToken);
    }
}
