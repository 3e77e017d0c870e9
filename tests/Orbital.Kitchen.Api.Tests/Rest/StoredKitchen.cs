using Npgsql;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>What must be true of a kitchen's tables at any moment, asked of them in SQL.</summary>
internal static class StoredKitchen
{
    /// <summary>Each query finds what breaks the rule that it is named after.</summary>
    private static readonly (string Rule, string Violations)[] Rules =
    [
        ("each ordered unit of a live order is in batch items exactly once",
            """
            SELECT order_id || ' line ' || line.number || ': ' || coalesce(held.units, 0) || ' of ' || (line.value ->> 'quantity')
            FROM orders
            CROSS JOIN jsonb_array_elements(lines) WITH ORDINALITY AS line (value, number)
            LEFT JOIN LATERAL (
                SELECT sum((allocation ->> 'quantity')::int) AS units
                FROM batch_items, jsonb_array_elements(allocations) AS allocation
                WHERE allocation ->> 'orderId' = order_id AND coalesce((allocation ->> 'line')::int, 0) = line.number - 1
                  AND batch_items.status <> 'cancelled'
                  AND batch_items.station_name = line.value ->> 'stationName' AND batch_items.item_name = line.value ->> 'itemName') AS held ON true
            WHERE status <> 'cancelled' AND coalesce(held.units, 0) <> (line.value ->> 'quantity')::int
            """),
        ("units done of an order are those of its batch items",
            """
            SELECT order_id || ' ' || status || ': ' || units_done || ' of ' || units || ', in batch items ' || done
            FROM orders CROSS JOIN LATERAL (
                SELECT coalesce(sum((allocation ->> 'completed')::int), 0) AS done
                FROM batch_items, jsonb_array_elements(allocations) AS allocation
                WHERE allocation ->> 'orderId' = order_id) AS held
            WHERE status <> 'cancelled' AND (done <> units_done OR (units_done = units) <> (status IN ('ready', 'handed_off')))
            """),
        ("a batch item has as many units as are allocated or prepared, and none over its capacity",
            """
            SELECT id || ' ' || status || ': ' || quantity
            FROM batch_items CROSS JOIN LATERAL (
                SELECT coalesce(sum((allocation ->> 'quantity')::int), 0) AS units FROM jsonb_array_elements(allocations) AS allocation) AS held
            WHERE status <> 'cancelled' AND (quantity <> prepared + units OR quantity > 20)
            """),
        ("a batch item is completed exactly when nothing of it is outstanding",
            "SELECT id || ' ' || status || ': ' || outstanding_units FROM batch_items WHERE (status = 'completed') <> (outstanding_units = 0) AND status NOT IN ('cancelled', 'in_progress')"),
        ("nothing that is pending has units done",
            "SELECT id::text FROM batch_items, jsonb_array_elements(allocations) AS allocation WHERE status = 'pending' AND (allocation ->> 'completed')::int > 0"),
        ("events are numbered 1, 2, 3 without a gap",
            "SELECT count(*) || ' events up to ' || max(sequence) || ', counter ' || max(last_sequence) FROM events, event_counter HAVING count(*) <> max(sequence) OR max(sequence) <> max(last_sequence) OR min(sequence) <> 1"),
    ];

    /// <summary>What breaks a rule, with the rule; empty when all is as it must be.</summary>
    public static async Task<List<string>> ViolationsAsync(string connectionString)
    {
        await using var connection = await ConnectAsync(connectionString);
        List<string> found = [];
        foreach (var (rule, violations) in Rules)
        {
            await using var command = new NpgsqlCommand(violations, connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                found.Add($"{rule}: {reader.GetString(0)}");
        }

        return found;
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = await ConnectAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ReadAsync<T>(string connectionString, string sql)
    {
        await using var connection = await ConnectAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    // Tests ask every few milliseconds until something has become true: a new connection each time would cost much more than the question.
    private static async Task<NpgsqlConnection> ConnectAsync(string connectionString)
    {
        var pooled = new NpgsqlConnectionStringBuilder(connectionString) { ConnectionIdleLifetime = 3, ConnectionPruningInterval = 1 };
        var connection = new NpgsqlConnection(pooled.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
