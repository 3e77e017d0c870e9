namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Up to where everything is finished.</summary>
/// <param name="Position">In the stream of changes.</param>
/// <param name="Reading">How far a reading of the whole collection has come beside the stream; null when none is unfinished.</param>
public sealed record FeedCheckpoint(FeedPosition Position, CollectionReading? Reading);

/// <summary>
/// A reading of the whole collection beside the stream of changes: at a first start that takes all that is there, and a second time when the
/// stream has lost changes. It goes on at the next start where it was.
/// </summary>
public sealed record CollectionReading
{
    /// <summary>Why the collection is read.</summary>
    public required string Reason { get; init; }

    /// <summary>When it began, by the source's clock. It also tells one reading from another.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The stream lost changes; false for the reading of a first start, which takes everything.</summary>
    public bool IsSecond { get; init; }

    /// <summary>The first start began with the documents of then on, so that older ones are no orders to deliver.</summary>
    public bool IsBounded { get; init; }

    /// <summary>All documents up to this one are finished; opaque to all but the feed. Null at the beginning.</summary>
    public string? After { get; init; }

    /// <summary>The operator's decision on documents that cannot be told to be older or newer than the first start.</summary>
    public UnknownDocuments Unknown { get; init; }

    /// <summary>The reading waits for an operator's decision, while the stream flows.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Nothing is left to read.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Documents handed out for delivery, since the reading was opened.</summary>
    public long HandedOut { get; init; }

    /// <summary>Documents passed over, because they were there at the first start or an operator said so, since the reading was opened.</summary>
    public long PassedOver { get; init; }
}

/// <summary>The decision on documents of a second reading that cannot be told to be older or newer than the first start.</summary>
public enum UnknownDocuments
{
    /// <summary>Nobody has decided: the reading waits.</summary>
    Undecided,

    /// <summary>Deliver them: the kitchens know those that they have.</summary>
    Deliver,

    /// <summary>Pass them over.</summary>
    Skip,
}
