using Npgsql;
using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>Whether accepting an order costs more when many orders have been stored before.</summary>
internal static class HistoryBench
{
    private const int Callers = 64;

    public static async Task RunAsync(int[] stored, TimeSpan duration, TimeSpan warmUp)
    {
        Console.WriteLine("stored orders   orders/s   p50 ms   p99 ms   cost beside the first");
        double? first = null;
        foreach (var count in stored)
        {
            await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
            await using var kitchen = await KitchenUnderLoad.StartAsync(postgres);
            await FillAsync(kitchen.Database, count);
            await kitchen.SettleAsync();
            await kitchen.SendAsync(Callers, warmUp);
            var load = await kitchen.SendAsync(Callers, duration);
            first ??= load.PerSecond;
            Console.WriteLine($"{count,13:N0} {load.PerSecond,10:N0} {load.Percentile(50),8:N2} {load.Percentile(99),8:N2} {first / load.PerSecond,23:N2}");
        }
    }

    // Orders that were handed off, one completed batch item and three events each, as if the kitchen had made them.
    private static async Task FillAsync(string database, int count)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            $"""
             INSERT INTO batch_items (id, station_name, item_name, status, allocations, is_hand_made, prepared, prepared_completed, quantity, priority,
                 note, accepts_until, created_at, started_at, completed_at, updated_at, created_sequence, version, has_room, outstanding_units, brands, over_brands, over_at)
             SELECT md5('item' || n)::uuid, 'Plancha Station', 'Item ' || n % 40, 'completed',
                 jsonb_build_array(jsonb_build_object('orderId', 'old-' || n, 'brandName', 'Brand', 'quantity', 2, 'completed', 2)), false, 0, 0, 2, 0, '',
                 now(), now(), now(), now(), now(), 3 * n - 1, 3 * n, false, 0, ARRAY['Brand'], ARRAY['Brand'], now()
             FROM generate_series(1, {count}) AS n;

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
