namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Keeps the position up to which every order is finished.</summary>
public interface ICheckpointStore
{
    /// <summary>The saved position; null when none was ever saved.</summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<FeedPosition?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Saves the position, unless a listener of a later term has saved one.</summary>
    /// <exception cref="LeaseLostException">A later term has written: this listener works on an old lease.</exception>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task SaveAsync(FeedPosition position, Lease lease, CancellationToken cancellationToken);
}
