using Npgsql;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>The batching policies, read again only when their version in the event counter says so.</summary>
internal sealed class PolicyCache
{
    private BatchingPolicies? _known;

    /// <summary>The policies of a version, inside the transaction that holds the event counter.</summary>
    public async ValueTask<BatchingPolicies> GetAsync(NpgsqlConnection connection, long version)
    {
        if (_known is { } known && known.Version == version)
            return known;

        await using var command = new NpgsqlCommand("SELECT station_name, item_name, window_seconds, capacity FROM batching_policies", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<BatchingPolicyRow> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(new BatchingPolicyRow
            {
                StationName = reader.GetString(0),
                ItemName = reader.GetString(1),
                WindowSeconds = reader.GetInt32(2),
                Capacity = reader.GetInt32(3),
            });
        }

        return _known = PolicyRows.ToPolicies(rows, version);
    }
}
