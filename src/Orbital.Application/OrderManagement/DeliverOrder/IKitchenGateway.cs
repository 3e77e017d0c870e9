using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>The way to one kitchen. Sending an order again is always safe: its id is the key.</summary>
public interface IKitchenGateway
{
    /// <summary>The kitchen's name, as routing rules call it.</summary>
    string Name { get; }

    /// <summary>Makes one attempt, with a deadline. Failures are outcomes; only cancellation throws.</summary>
    Task<SendOutcome> SendAsync(Order order, CancellationToken cancellationToken);

    /// <summary>
    /// Makes one attempt to cancel an order, with a deadline; safe to repeat, and before the order is known. Failures are outcomes; only
    /// cancellation of the call throws.
    /// </summary>
    Task<SendOutcome> CancelAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>Whether the kitchen says within seconds that it takes orders; false when it says nothing. Only cancellation throws.</summary>
    Task<bool> IsThereAsync(CancellationToken cancellationToken);
}

/// <summary>How one attempt ended.</summary>
/// <param name="Kind">What follows from it.</param>
/// <param name="Detail">The status and its text, for logs and dead letters.</param>
public sealed record SendOutcome(SendOutcomeKind Kind, string Detail);

/// <summary>What follows from an attempt to send.</summary>
public enum SendOutcomeKind
{
    /// <summary>The kitchen has the order, from this attempt or an earlier one.</summary>
    Delivered,

    /// <summary>The kitchen is away or busy: the same order is retried for ever.</summary>
    Unavailable,

    /// <summary>The kitchen does not let us in, or does not know the call: everything is held, and people must act.</summary>
    NotAllowed,

    /// <summary>The kitchen will never take this order: it is set aside.</summary>
    Refused,

    /// <summary>Something broke in the kitchen: five tries, then set aside, but only while other orders get through.</summary>
    Faulted,
}
