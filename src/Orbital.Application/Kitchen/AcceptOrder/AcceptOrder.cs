using MediatR;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.AcceptOrder;

/// <summary>Takes an order into the kitchen. Idempotent by the order's id.</summary>
public sealed record AcceptOrder(Order Order) : IRequest<AcceptOrderResult>;

/// <summary>What became of it.</summary>
public enum AcceptOrderResult
{
    /// <summary>It is stored, and its units are in batch items.</summary>
    Accepted,

    /// <summary>An earlier call stored the same order.</summary>
    AlreadyKnown,
}

internal sealed class AcceptOrderHandler(IKitchenTransactions transactions, IOrderAnnouncer announcer)
    : IRequestHandler<AcceptOrder, AcceptOrderResult>
{
    public async Task<AcceptOrderResult> Handle(AcceptOrder request, CancellationToken cancellationToken)
    {
        var order = request.Order;
        var scope = new WorkScope([order.OrderId], [.. order.Lines.Select(line => line.Key).Distinct()]);

        if (!await transactions.RunAsync(scope, work => work.Accept(order), cancellationToken))
            return AcceptOrderResult.AlreadyKnown;

        announcer.Announce(order);
        return AcceptOrderResult.Accepted;
    }
}
