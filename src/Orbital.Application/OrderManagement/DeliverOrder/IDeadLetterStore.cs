using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>Keeps the documents that cannot be delivered, whole and with the reason, until people deal with them.</summary>
public interface IDeadLetterStore
{
    /// <summary>
    /// Completes once the letter is durably stored, however long the store is away; only cancellation throws.
    /// The same document set aside again replaces its letter.
    /// </summary>
    Task AddAsync(DeadLetter letter, CancellationToken cancellationToken);
}

/// <summary>One document that was set aside.</summary>
public sealed record DeadLetter
{
    /// <summary>Id of the source document; null when it has none that can be read.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Why: the field and its problem, or the kitchen's answer.</summary>
    public required string Reason { get; init; }

    /// <summary>The document's bytes as they came from the source.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>How often the order was sent to the kitchen; 0 when it never got that far.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was set aside.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Where in the feed it was; null when it was found by a scan.</summary>
    public FeedPosition? Position { get; init; }
}
