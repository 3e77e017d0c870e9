using Npgsql;
using NpgsqlTypes;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Writes the configured batching policies when there are none yet.</summary>
internal static class PolicySeed
{
    /// <summary>Call it while no other replica does: under the lock of the migration.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, BatchingOptions options, CancellationToken cancellationToken)
    {
        var policies = Flatten(options).ToList();
        await using var command = new NpgsqlCommand(
            """
            WITH seeded AS (
                INSERT INTO batching_policies (station_name, item_name, window_seconds, capacity)
                SELECT * FROM unnest($1, $2, $3, $4) WHERE NOT EXISTS (SELECT FROM batching_policies)
                RETURNING 1)
            UPDATE event_counter SET policies_version = policies_version + 1 WHERE id = 1 AND EXISTS (SELECT FROM seeded)
            """,
            connection);
        command.Parameters.Add(SqlArray.Of(policies.Select(policy => policy.Scope.StationName), NpgsqlDbType.Text));
        command.Parameters.Add(SqlArray.Of(policies.Select(policy => policy.Scope.ItemName), NpgsqlDbType.Text));
        command.Parameters.Add(SqlArray.Of(policies.Select(policy => (int)policy.Policy.Window.TotalSeconds), NpgsqlDbType.Integer));
        command.Parameters.Add(SqlArray.Of(policies.Select(policy => policy.Policy.Capacity), NpgsqlDbType.Integer));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static IEnumerable<(PolicyScope Scope, BatchingPolicy Policy)> Flatten(BatchingOptions options)
    {
        var all = options.Or(BatchingPolicy.Default);
        yield return (PolicyScope.Everything, all);
        foreach (var (stationName, station) in options.Stations)
        {
            var stations = station.Or(all);
            yield return (new PolicyScope(stationName, ""), stations);
            foreach (var (itemName, item) in station.Items)
                yield return (new PolicyScope(stationName, itemName), item.Or(stations));
        }
    }
}
