namespace Orbital.Domain.Kitchen;

/// <summary>The unit of kitchen work: how many of one item one station must cook now, gathered from the lines of any number of orders.</summary>
public sealed record BatchItem
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

    /// <summary>Units to cook in all.</summary>
    public int Quantity { get; init; }

    /// <summary>Until when a pending batch item accepts more units; fixed when its first unit arrives.</summary>
    public required DateTimeOffset AcceptsUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Number of the event that announced this batch item: later ones have higher numbers.</summary>
    public long CreatedSequence { get; init; }

    /// <summary>Number of the last event that changed this batch item.</summary>
    public long Version { get; init; }

    /// <summary>Units that are done.</summary>
    public int Completed => Allocations.Sum(allocation => allocation.Completed);

    /// <summary>How many more units this batch item takes at <paramref name="now"/> under <paramref name="policy"/>.</summary>
    public int Room(BatchingPolicy policy, DateTimeOffset now) =>
        Status == BatchItemStatus.Pending && now < AcceptsUntil ? Math.Max(0, policy.Capacity - Quantity) : 0;

    /// <summary>This batch item with the units of one more order line.</summary>
    public BatchItem With(Allocation allocation) => this with
    {
        Allocations = [.. Allocations, allocation],
        Quantity = Quantity + allocation.Quantity,
    };
}
