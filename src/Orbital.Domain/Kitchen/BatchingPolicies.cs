using System.Collections.Immutable;

namespace Orbital.Domain.Kitchen;

/// <summary>Whom a batching policy is for: one item of a station, a whole station, or, with both names empty, all that have none of their own.</summary>
public readonly record struct PolicyScope(string StationName, string ItemName)
{
    public static PolicyScope Everything { get; } = new("", "");
}

/// <summary>The batching policies of a kitchen.</summary>
/// <param name="Version">Counts the changes.</param>
/// <param name="ByScope">What was set.</param>
public sealed record BatchingPolicies(long Version, ImmutableDictionary<PolicyScope, BatchingPolicy> ByScope)
{
    /// <summary>Nothing set: <see cref="BatchingPolicy.Default"/> for all.</summary>
    public static BatchingPolicies None { get; } = new(0, ImmutableDictionary<PolicyScope, BatchingPolicy>.Empty);

    /// <summary>The nearest policy: the item's at its station, else the station's, else the one for everything.</summary>
    public BatchingPolicy For(ItemKey key) =>
        ByScope.GetValueOrDefault(new PolicyScope(key.StationName, key.ItemName)) ?? ForStation(key.StationName);

    /// <summary>The policy of a station for items that have none of their own.</summary>
    public BatchingPolicy ForStation(string stationName) =>
        ByScope.GetValueOrDefault(new PolicyScope(stationName, ""))
        ?? ByScope.GetValueOrDefault(PolicyScope.Everything)
        ?? BatchingPolicy.Default;

    /// <summary>These policies with one of them changed.</summary>
    public BatchingPolicies With(PolicyScope scope, BatchingPolicy policy) => new(Version + 1, ByScope.SetItem(scope, policy));
}
