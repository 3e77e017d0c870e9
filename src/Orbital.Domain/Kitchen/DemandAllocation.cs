namespace Orbital.Domain.Kitchen;

/// <summary>Units of one order line that go into one batch item.</summary>
/// <param name="Into">The accepting batch item that takes them, or null: they open a new one.</param>
/// <param name="Quantity">Number of units, at least 1.</param>
public readonly record struct Placement(BatchItem? Into, int Quantity);

/// <summary>The rule by which demand becomes kitchen work. Pure: the same demand on the same batch items always lands the same way.</summary>
public static class DemandAllocation
{
    /// <summary>
    /// Places <paramref name="quantity"/> units of one item: the oldest accepting batch item is filled first, up to the capacity; what is
    /// left opens new ones. Demand 10 at capacity 4 makes 4, 4, 2.
    /// </summary>
    /// <param name="quantity">Units to place, at least 1.</param>
    /// <param name="candidates">Batch items of the same station and item, oldest first.</param>
    /// <param name="policy">The batching policy of that station and item.</param>
    /// <param name="now">When the units arrived.</param>
    public static IEnumerable<Placement> Place(
        int quantity, IReadOnlyList<BatchItem> candidates, BatchingPolicy policy, DateTimeOffset now)
    {
        var left = quantity;
        foreach (var candidate in candidates)
        {
            var taken = Math.Min(left, candidate.Room(policy, now));
            if (taken == 0)
                continue;
            yield return new Placement(candidate, taken);
            left -= taken;
            if (left == 0)
                yield break;
        }

        for (; left > 0; left -= policy.Capacity)
            yield return new Placement(null, Math.Min(left, policy.Capacity));
    }
}
