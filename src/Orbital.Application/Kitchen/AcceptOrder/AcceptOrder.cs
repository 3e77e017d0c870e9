using MediatR;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.AcceptOrder;

/// <summary>Takes an order into the kitchen. Idempotent by the order's id.</summary>
public sealed record AcceptOrder(Order Order) : IRequest<Acceptance>;

internal sealed class AcceptOrderHandler(IKitchenTransactions transactions, IOrderAnnouncer announcer) : IRequestHandler<AcceptOrder, Acceptance>
{
    public async Task<Acceptance> Handle(AcceptOrder request, CancellationToken cancellationToken)
    {
        var order = request.Order;
        var scope = new WorkScope { NewOrderIds = [order.OrderId], ItemKeys = [.. order.Lines.Select(line => line.Key).Distinct()] };

        var acceptance = await transactions.RunAsync(scope, work => work.Accept(order), cancellationToken);
        if (acceptance == Acceptance.Accepted)
            announcer.Announce(order);
        return acceptance;
    }
}
