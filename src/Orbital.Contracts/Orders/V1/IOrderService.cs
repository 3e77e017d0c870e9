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
}
