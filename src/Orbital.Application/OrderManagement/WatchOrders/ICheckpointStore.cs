namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Keeps up to where every order is finished.</summary>
public interface ICheckpointStore
{
    /// <summary>
    /// The saved checkpoint; null when none was ever saved. From here on no listener of an earlier term can save another, not even one that
    /// wakes before this term has anything to save.
    /// </summary>
    /// <exception cref="LeaseLostException">A later term has begun: this listener works on an old lease.</exception>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<FeedCheckpoint?> LoadAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Saves the checkpoint, unless a later term has begun.</summary>
    /// <exception cref="LeaseLostException">A later term has begun: this listener works on an old lease.</exception>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task SaveAsync(FeedCheckpoint checkpoint, Lease lease, CancellationToken cancellationToken);

    /// <summary>
    /// Notes what an operator decided for the unfinished second reading of the collection; needs no lease. The listener that works sees it
    /// within seconds. False when no second reading is unfinished.
    /// </summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<bool> DecideAsync(UnknownDocuments decision, CancellationToken cancellationToken);
}
