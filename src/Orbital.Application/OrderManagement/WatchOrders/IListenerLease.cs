namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Lets one of several listeners work. Time is judged by the clock of the store, never by that of a listener.</summary>
public interface IListenerLease
{
    /// <summary>Takes the lease when it is free or has run out; null when another listener holds it.</summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<Lease?> TryAcquireAsync(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Prolongs the lease to <paramref name="duration"/> from now; false when another listener has taken it.</summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached: the lease holds until its time is over.</exception>
    Task<bool> TryRenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the lease back, so that another listener need not wait for its end.</summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task ReleaseAsync(Lease lease, CancellationToken cancellationToken);
}

/// <summary>The right to work, granted to one listener.</summary>
/// <param name="Term">Grows with each grant: what an older term writes is refused.</param>
/// <param name="Holder">Who holds it, for people.</param>
public sealed record Lease(long Term, string Holder);

/// <summary>Another listener has taken over: stop working, write nothing.</summary>
public sealed class LeaseLostException(string message) : Exception(message);
