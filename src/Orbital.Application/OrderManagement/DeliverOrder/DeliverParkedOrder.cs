using MediatR;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.ParkedOrders;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>
/// Brings a kitchen what was parked for it, exactly as it was parked and however long that takes: neither rules nor fields that were set anew
/// since can change what the checkpoint has passed. What the kitchen refuses is durably set aside.
/// </summary>
/// <param name="Order">What was parked, for a kitchen that is configured.</param>
/// <param name="Stopping">No attempt begins once this is cancelled; the request's own token also gives up the one in flight.</param>
internal sealed record DeliverParkedOrder(ParkedOrder Order, CancellationToken Stopping) : IRequest<Delivery>;

internal sealed class DeliverParkedOrderHandler(KitchenLanes lanes, KitchenSender sender, DeadLetterOffice deadLetters)
    : IRequestHandler<DeliverParkedOrder, Delivery>
{
    public async Task<Delivery> Handle(DeliverParkedOrder request, CancellationToken cancellationToken)
    {
        var parked = request.Order;
        using var span = OrderManagementActivities.BeginChange(parked.Change);
        var message = new KitchenMessage(lanes[parked.Kitchen], parked.OrderId, parked.Order);
        var result = await sender.SendAsync(message, waits: true, request.Stopping, cancellationToken);
        if (result.Fate == SendFate.Refused)
        {
            await deadLetters.AddAsync(
                parked.Change, SetAsideReason.Refused, $"kitchen {message.Lane.Name}: {result.Detail}", result.Attempts, request.Stopping);
        }

        sender.Finish(result);
        if (result.Fate == SendFate.Refused)
            return Delivery.SetAside;
        return message.Order is null ? Delivery.Cancelled : Delivery.Delivered;
    }
}
