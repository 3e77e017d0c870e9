using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>Keeps the documents that cannot be delivered, whole and with the reason, until people deal with them.</summary>
public interface IDeadLetterStore
{
    /// <summary>
    /// Completes once the letter is durably stored, however long the store is away; only cancellation throws.
    /// The same document set aside again replaces its letter.
    /// </summary>
    Task AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>Letters without their documents, the one set aside last first.</summary>
    /// <param name="limit">Most letters.</param>
    /// <param name="after">The last letter of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, DeadLetterPlace? after, CancellationToken cancellationToken);

    /// <summary>One letter by its <see cref="DeadLetter.Id"/>; null when there is none.</summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The letter's document as it stands in the source now; as it was set aside, when it is no longer there.</summary>
    /// <exception cref="FeedUnavailableException">The source cannot be reached.</exception>
    Task<OrderChange> ReadDocumentAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>Removes a letter, unless its document has been set aside anew since; false when it was not there as given.</summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<bool> RemoveAsync(DeadLetter letter, CancellationToken cancellationToken);
}

/// <summary>Where a page of letters ended.</summary>
/// <param name="At">When the page's last letter was set aside.</param>
/// <param name="Id">Its id.</param>
public sealed record DeadLetterPlace(DateTimeOffset At, string Id);
