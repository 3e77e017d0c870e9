using MediatR;
using Orbital.Application.Kitchen.ListOrders;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

internal sealed class ListOrdersHandler(Snapshots snapshots) : IRequestHandler<ListOrders, Page<OrderView>>
{
    private static readonly OrderStatus[] Open = [OrderStatus.Received, OrderStatus.InProgress, OrderStatus.Ready];

    public Task<Page<OrderView>> Handle(ListOrders request, CancellationToken cancellationToken)
    {
        var limit = PageCursor.CheckLimit(request.Limit);
        var before = PageCursor.Decode(request.Cursor) ?? long.MaxValue;

        return snapshots.ReadPageAsync(
            limit,
            context =>
            {
                // Without units it is not an order yet: it was cancelled before it arrived.
                var orders = context.Orders.Where(order => order.ReceivedSequence < before && order.Units > 0);
                return OfStatus(orders, request.Statuses).OrderByDescending(order => order.ReceivedSequence);
            },
            order => order.ReceivedSequence,
            OrderView.Of,
            cancellationToken);
    }

    // A constant says which index will do, whatever the parameters are: see KitchenDbContext.
    private static IQueryable<Order> OfStatus(IQueryable<Order> orders, IReadOnlyList<OrderStatus> statuses) => statuses switch
    {
        [] => orders,
        [OrderStatus.Cancelled] => orders.Where(order => order.Status == OrderStatus.Cancelled),
        _ when statuses.All(Open.Contains) => orders.Where(order => Open.Contains(order.Status) && statuses.Contains(order.Status)),
        _ => orders.Where(order => statuses.Contains(order.Status)),
    };
}
