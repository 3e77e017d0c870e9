using System.Collections.Immutable;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Batching policies from their rows.</summary>
internal static class PolicyRows
{
    public static BatchingPolicies ToPolicies(IEnumerable<BatchingPolicyRow> rows, long version) => new(version, rows.ToImmutableDictionary(
        row => new PolicyScope(row.StationName, row.ItemName),
        row => new BatchingPolicy(TimeSpan.FromSeconds(row.WindowSeconds), row.Capacity)));
}
