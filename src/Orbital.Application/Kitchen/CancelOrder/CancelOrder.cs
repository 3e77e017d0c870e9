using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.CancelOrder;

/// <summary>Cancels an order. Idempotent; one that has not arrived yet is remembered as cancelled.</summary>
public sealed record CancelOrder(string OrderId) : IRequest<OrderView>;

internal sealed class CancelOrderHandler(IKitchenTransactions transactions) : IRequestHandler<CancelOrder, OrderView>
{
    public async Task<OrderView> Handle(CancelOrder request, CancellationToken cancellationToken)
    {
        var scope = new WorkScope { OrdersWithBatchItems = [request.OrderId] };
        return OrderView.Of(await transactions.RunAsync(scope, work => work.Cancel(request.OrderId), cancellationToken));
    }
}
