using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>What one kitchen must hear about one order.</summary>
/// <param name="Lane">The kitchen.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Order">The kitchen's part of it; null when nobody wants it any more.</param>
internal sealed record KitchenMessage(KitchenLane Lane, string OrderId, Order? Order)
{
    /// <summary>What is said, in short.</summary>
    public UInt128 Content { get; } = Order is null ? FinishedOrders.Cancelled : FinishedOrders.ContentOf(Order);

    /// <summary>Says it once.</summary>
    public Task<SendOutcome> AttemptAsync(CancellationToken cancellationToken) =>
        Order is null ? Lane.Gateway.CancelAsync(OrderId, cancellationToken) : Lane.Gateway.SendAsync(Order, cancellationToken);
}
