namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Keeps the position up to which every order is finished.</summary>
public interface ICheckpointStore
{
    /// <summary>
    /// The saved position; null when none was ever saved. From here on no listener of an earlier term can save another, not even one that
    /// wakes before this term has anything to save.
    /// </summary>
    /// <exception cref="LeaseLostException">A later term has begun: this listener works on an old lease.</exception>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<FeedPosition?> LoadAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Saves the position, unless a later term has begun.</summary>
    /// <exception cref="LeaseLostException">A later term has begun: this listener works on an old lease.</exception>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task SaveAsync(FeedPosition position, Lease lease, CancellationToken cancellationToken);
}
