using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>The orders as they arrive in their source, without a gap from any position on.</summary>
public interface IOrderFeed
{
    /// <summary>Opens the feed. The session ends with its first exception: dispose of it and open another.</summary>
    /// <exception cref="FeedUnavailableException">The source cannot be reached, or refuses: try again later.</exception>
    /// <exception cref="FeedHistoryLostException">The position is no longer available: read the collection again.</exception>
    Task<IOrderFeedSession> OpenAsync(FeedStart start, CancellationToken cancellationToken);

    /// <summary>Where the feed stands at this moment: only what arrives from now on comes after it.</summary>
    /// <exception cref="FeedUnavailableException">The source cannot be reached, or refuses: try again later.</exception>
    Task<FeedPresent> GetPresentAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Keeps, durably, what tells the documents of a very first start from later ones, so that a second reading of the collection leaves out
    /// what the first one did not deliver. Called before the first position is saved, and again if that could not be saved.
    /// </summary>
    /// <param name="from">Where the first start begins; <see cref="FirstStart.Beginning"/> forgets what was kept before.</param>
    /// <param name="time">The moment, when it begins with <see cref="FirstStart.Time"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FeedUnavailableException">The source cannot be reached, or refuses: try again later.</exception>
    Task KeepFirstStartAsync(FirstStart from, DateTimeOffset? time, CancellationToken cancellationToken);
}

/// <summary>One open connection to the feed, for one reader.</summary>
public interface IOrderFeedSession : IAsyncDisposable
{
    /// <summary>Waits for changes, about a second at most: an empty batch says that the source answered and had nothing new.</summary>
    /// <exception cref="FeedUnavailableException">The source went away or gave no reply in time.</exception>
    /// <exception cref="FeedHistoryLostException">What comes next is not to be had: read the collection again.</exception>
    Task<FeedBatch> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Where the feed stands at a moment.</summary>
/// <param name="Position">The place.</param>
/// <param name="At">The moment, by the source's clock.</param>
public sealed record FeedPresent(FeedPosition Position, DateTimeOffset At);

/// <summary>A place in the feed, opaque to all but the adapter that made it.</summary>
public sealed record FeedPosition(string Token);

/// <summary>Where to open the feed.</summary>
public abstract record FeedStart
{
    private FeedStart()
    {
    }

    /// <summary>With the first change after a position.</summary>
    /// <param name="Position">The position.</param>
    /// <param name="Reading">The documents that the collection holds are read beside the changes, as far as they are left.</param>
    public sealed record After(FeedPosition Position, CollectionReading? Reading = null) : FeedStart;

    /// <summary>With the first change at or after a moment, by the source's clock, in whole seconds.</summary>
    public sealed record At(DateTimeOffset Time) : FeedStart;
}

/// <summary>What one read brought.</summary>
/// <param name="Changes">In the order of the source; often empty.</param>
/// <param name="Position">
/// Where reading goes on after all of <paramref name="Changes"/>; also moves while nothing arrives, and must then be saved now and then,
/// or a quiet feed ages out of the source's history. Null when the stream has not moved: a part of the collection was read.
/// </param>
public sealed record FeedBatch(IReadOnlyList<OrderChange> Changes, FeedPosition? Position)
{
    /// <summary>How far the reading of the collection has come after all of <see cref="Changes"/>; null in a batch of the stream.</summary>
    public CollectionReading? Reading { get; init; }

    /// <summary>All changes of the stream up to then have been handed out, by the source's clock; null when that is not known.</summary>
    public DateTimeOffset? ReadUpTo { get; init; }

    /// <summary>What the source's clock said when it answered; null when that is not known.</summary>
    public DateTimeOffset? SourceTime { get; init; }
}

/// <summary>One document that was inserted into the source, or changed there, decoded by itself.</summary>
public sealed record OrderChange
{
    /// <summary>Where reading goes on after this change; null when it was found by a scan.</summary>
    public FeedPosition? Position { get; init; }

    /// <summary>The document was there before: it is now as <see cref="Document"/> says.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>When the source made the change, by its clock; null when it was found by a scan.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The id of the document as text, also of a type that no order may have; null when it has none that can be read.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The document; null when <see cref="Unreadable"/> says why it could not be read.</summary>
    public SourceDocument? Document { get; init; }

    /// <summary>The order that the document says is cancelled; null when it does not say so.</summary>
    public string? CancelledOrderId => Document is { IsCancelled: true, Id: { Length: > 0 } id } ? id : null;

    /// <summary>Set instead of <see cref="Document"/> when the bytes or the types are not those of an order.</summary>
    public Rejection? Unreadable { get; init; }

    /// <summary>The document as it came from the source, for the dead letters.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }
}

/// <summary>The source of orders cannot be reached now, for any reason that may pass.</summary>
public sealed class FeedUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The changes after the wanted position are not to be had: the source has dropped them, holds other documents instead, or cannot hand
/// the next one out.
/// </summary>
public sealed class FeedHistoryLostException(string message, Exception? inner = null) : Exception(message, inner);
