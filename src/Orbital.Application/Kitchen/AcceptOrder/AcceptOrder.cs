using MediatR;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.AcceptOrder;

/// <summary>Takes an order into the kitchen. Idempotent by the order's id.</summary>
public sealed record AcceptOrder(Order Order) : IRequest<Acceptance>;

internal sealed class AcceptOrderHandler(IKitchenTransactions transactions, IOrderAnnouncer announcer, TimeProvider time) : IRequestHandler<AcceptOrder, Acceptance>
{
    public async Task<Acceptance> Handle(AcceptOrder request, CancellationToken cancellationToken)
    {
        var (started, outcome) = (time.GetTimestamp(), "failed");
        try
        {
            var acceptance = await AcceptAsync(request.Order with { TraceParent = KitchenActivities.CurrentTraceParent }, cancellationToken);
            outcome = NameOf(acceptance);
            return acceptance;
        }
        catch (Exception e) when (e is OrderConflictException or KitchenUnavailableException)
        {
            outcome = e is OrderConflictException ? "conflict" : "unavailable";
            throw;
        }
        finally
        {
            KitchenMeter.AcceptDuration.Record(time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private async Task<Acceptance> AcceptAsync(Order order, CancellationToken cancellationToken)
    {
        var scope = new WorkScope { NewOrderIds = [order.OrderId], ItemKeys = [.. order.Lines.Select(line => line.Key).Distinct()] };

        var acceptance = await transactions.RunAsync(scope, work => work.Accept(order), cancellationToken);
        if (acceptance == Acceptance.Accepted)
            announcer.Announce(order);
        return acceptance;
    }

    private static string NameOf(Acceptance acceptance) => acceptance switch
    {
        Acceptance.Accepted => "accepted",
        Acceptance.AlreadyKnown => "already_known",
        _ => "cancelled_before",
    };
}
