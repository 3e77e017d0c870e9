using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.RushOrder;

/// <summary>Puts an order, and all that waits or cooks for it, before the others.</summary>
public sealed record RushOrder(string OrderId) : IRequest<OrderView>;

internal sealed class RushOrderHandler(IKitchenTransactions transactions) : IRequestHandler<RushOrder, OrderView>
{
    public async Task<OrderView> Handle(RushOrder request, CancellationToken cancellationToken)
    {
        var scope = new WorkScope { OrdersWithBatchItems = [request.OrderId] };
        return OrderView.Of(await transactions.RunAsync(scope, work => work.Rush(request.OrderId), cancellationToken));
    }
}
