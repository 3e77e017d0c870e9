using System.Globalization;
using Npgsql;

namespace Orbital.Kitchen.Bench;

/// <summary>What lies in the database of a kitchen that has worked for weeks, as if the kitchen had made it.</summary>
internal static class StoredHistory
{
    /// <summary>Orders that were handed off, one completed batch item and three events each.</summary>
    /// <param name="database">Connection string.</param>
    /// <param name="count">How many orders.</param>
    /// <param name="time">Over how long they came, up to now; each batch item was cooked within some ten minutes.</param>
    public static async Task FillAsync(string database, int count, TimeSpan time)
    {
        var spacing = (time.TotalSeconds / count).ToString(CultureInfo.InvariantCulture);
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            $"""
             INSERT INTO batch_items (id, station_name, item_name, status, allocations, is_hand_made, prepared, prepared_completed, quantity, priority,
                 note, accepts_until, created_at, started_at, completed_at, updated_at, created_sequence, version, has_room, outstanding_units, brands, over_brands, over_at)
             SELECT md5('item' || n)::uuid, 'Plancha Station', 'Item ' || n % 40, 'completed',
                 jsonb_build_array(jsonb_build_object('orderId', 'old-' || n, 'brandName', 'Brand', 'quantity', 2, 'completed', 2)), false, 0, 0, 2, 0, '',
                 now(), at - n % 700 * interval '1 s', at - n % 600 * interval '1 s', at, at, 3 * n - 1, 3 * n, false, 0, ARRAY['Brand'], ARRAY['Brand'], at
             FROM generate_series(1, {count}) AS n, LATERAL (SELECT now() - n * interval '{spacing} s') AS moment (at);

             INSERT INTO orders (order_id, otter_order_id, brand_name, lines, status, priority, units, units_done, batch_item_ids, received_at, updated_at,
                 received_sequence, version, over_at)
             SELECT 'old-' || n, md5('otter' || n), 'Brand', '[{BracedLine}]'::jsonb, 'handed_off', 0, 2, 2, ARRAY[md5('item' || n)::uuid], now(), now(),
                 3 * n - 2, 3 * n, now()
             FROM generate_series(1, {count}) AS n;

             INSERT INTO events (sequence, type, occurred_at, stations, data)
             SELECT n, 'batch-item.updated', now(), 'Plancha Station', repeat('x', 600) FROM generate_series(1, 3 * {count}) AS n;

             UPDATE event_counter SET last_sequence = 3 * {count};
             """);
        command.CommandTimeout = 1200;
        await command.ExecuteNonQueryAsync();
    }

    private const string BracedLine = """{"itemName":"Burger","stationName":"Plancha Station","quantity":2}""";
}
