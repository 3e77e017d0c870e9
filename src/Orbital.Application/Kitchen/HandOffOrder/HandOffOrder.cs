using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.HandOffOrder;

/// <summary>Gives a ready order to its courier or guest.</summary>
public sealed record HandOffOrder(string OrderId) : IRequest<OrderView>;

internal sealed class HandOffOrderHandler(IKitchenTransactions transactions) : IRequestHandler<HandOffOrder, OrderView>
{
    public async Task<OrderView> Handle(HandOffOrder request, CancellationToken cancellationToken)
    {
        var scope = new WorkScope { OrderIds = [request.OrderId] };
        return OrderView.Of(await transactions.RunAsync(scope, work => work.HandOff(request.OrderId), cancellationToken));
    }
}
