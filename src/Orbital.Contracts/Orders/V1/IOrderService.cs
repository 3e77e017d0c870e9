using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Contracts.Orders.V1;

/// <summary>Where a kitchen takes its orders. Every call is idempotent by <c>order_id</c>: send again after any doubt.</summary>
[Service("orbital.orders.v1.OrderService")]
public interface IOrderService
{
    /// <summary>
    /// Hands one order to the kitchen. The answer comes after the order is durably stored; the same order again is a success.
    /// </summary>
    /// <remarks>
    /// Statuses: <c>INVALID_ARGUMENT</c> names the field that is missing or over its limit; <c>ALREADY_EXISTS</c> when the id is known
    /// with different content; <c>UNAVAILABLE</c> while the kitchen cannot reach its database (send again).
    /// </remarks>
    [Operation]
    Task<OrderResponse> SendOrder(OrderRequest request, CallContext context = default);

    /// <summary>
    /// Cancels one order. Units that wait leave their batch items; units that cook stay until a cook acknowledges it. An order that has not
    /// arrived yet is remembered: once sent, it is stored as cancelled and nothing of it is cooked. Cancelled again is a success.
    /// </summary>
    /// <remarks>
    /// Statuses: <c>INVALID_ARGUMENT</c> names the field; <c>FAILED_PRECONDITION</c> when the order has been handed off;
    /// <c>UNAVAILABLE</c> while the kitchen cannot reach its database (send again).
    /// </remarks>
    [Operation]
    Task<CancelOrderResponse> CancelOrder(CancelOrderRequest request, CallContext context = default);
}
