namespace Orbital.Domain.Kitchen;

/// <summary>
/// The unit of kitchen work: how many of one item one station must cook now, gathered from the lines of any number of orders. A value: each
/// move makes the next one.
/// </summary>
public sealed partial record BatchItem
{
    public required Guid Id { get; init; }

    /// <summary>The station that cooks it.</summary>
    public required string StationName { get; init; }

    public required string ItemName { get; init; }

    /// <summary>Units with the same key are cooked together.</summary>
    public ItemKey Key => new(StationName, ItemName);

    public BatchItemStatus Status { get; init; } = BatchItemStatus.Pending;

    /// <summary>Whose units these are, in the order in which they came.</summary>
    public IReadOnlyList<Allocation> Allocations { get; init; } = [];

    /// <summary>A cook made it ahead of demand; its quantity can be changed by hand.</summary>
    public bool IsHandMade { get; init; }

    /// <summary>Units made ahead of demand that no order has taken yet.</summary>
    public int Prepared { get; init; }

    /// <summary>How many of <see cref="Prepared"/> are done.</summary>
    public int PreparedCompleted { get; init; }

    /// <summary>Units to cook in all: those of the allocations and those made ahead of demand.</summary>
    public int Quantity { get; init; }

    /// <summary>What a cook set; see <see cref="IsRush"/>.</summary>
    public Priority Priority { get; init; }

    /// <summary>What cooks tell each other; empty when nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Until when a pending batch item accepts more units; fixed when its first unit arrives.</summary>
    public required DateTimeOffset AcceptsUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When cooking began; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last unit was done; null before.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Number of the event that announced this batch item: later ones have higher numbers.</summary>
    public long CreatedSequence { get; init; }

    /// <summary>Number of the last event that changed this batch item.</summary>
    public long Version { get; init; }

    /// <summary>Units that are done.</summary>
    public int Completed => PreparedCompleted + Allocations.Sum(allocation => allocation.Completed);

    /// <summary>Units still to cook that somebody wants.</summary>
    public int Outstanding =>
        Prepared - PreparedCompleted + Allocations.Where(allocation => !allocation.IsCancelled).Sum(allocation => allocation.Outstanding);

    /// <summary>Units cooking that nobody wants any more, until a cook acknowledges it.</summary>
    public int Cancelled => Allocations.Where(allocation => allocation.IsCancelled).Sum(allocation => allocation.Outstanding);

    /// <summary>It goes before the others: a cook said so, or one of its orders is in a hurry.</summary>
    public bool IsRush => Priority == Priority.Rush
        || Allocations.Any(allocation => allocation is { IsRush: true, IsCancelled: false } && (allocation.Outstanding > 0));

    /// <summary>Nobody has anything to do with it any more.</summary>
    public bool IsOver => Status is BatchItemStatus.Completed or BatchItemStatus.Cancelled;

    /// <summary>How many more ordered units this batch item takes at <paramref name="now"/> under <paramref name="policy"/>.</summary>
    public int Room(BatchingPolicy policy, DateTimeOffset now) =>
        Status == BatchItemStatus.Pending && now < AcceptsUntil ? Math.Max(0, policy.Capacity - Quantity) + Prepared : 0;

    /// <summary>This batch item with units of one more order line; units made ahead of demand are taken first.</summary>
    public BatchItem With(Allocation allocation)
    {
        var taken = Math.Min(Prepared, allocation.Quantity);
        return this with
        {
            Allocations = [.. Allocations, allocation with { Prepared = taken }],
            Prepared = Prepared - taken,
            Quantity = Quantity + allocation.Quantity - taken,
        };
    }
}
