using System.Diagnostics;
using Npgsql;

namespace Orbital.Kitchen.Bench;

/// <summary>
/// The limit: one connection that writes the rows of a kitchen's database into an empty copy of it, in groups, with nothing to receive, to
/// read, to decide or to answer. Each group is one transaction in one round trip: its orders, their batch items, their events, the counter.
/// </summary>
internal sealed class BareWriter
{
    private const int SampleOrders = 20_000;
    private static readonly TimeSpan SetUpTimeout = TimeSpan.FromMinutes(5);

    private readonly string _database;
    private readonly TableRows _orders;
    private readonly TableRows _batchItems;
    private readonly TableRows _events;

    private BareWriter(string database, TableRows orders, TableRows batchItems, TableRows events) =>
        (_database, _orders, _batchItems, _events) = (database, orders, batchItems, events);

    public static async Task<BareWriter> CreateAsync(string kitchenDatabase)
    {
        await using var kitchen = NpgsqlDataSource.Create(kitchenDatabase);
        var orders = await TableRows.ReadAsync(kitchen, "orders", $"ORDER BY received_sequence LIMIT {SampleOrders}");
        var last = orders.Values("received_sequence").Cast<long>().Last();
        var batchItems = await TableRows.ReadAsync(kitchen, "batch_items", $"WHERE created_sequence < {last} ORDER BY created_sequence");
        var events = await TableRows.ReadAsync(kitchen, "events", $"WHERE sequence < {last} ORDER BY sequence");

        const string Schema = "bare";
        await ExecuteAsync(kitchen, $"CREATE SCHEMA {Schema}");
        foreach (var table in new[] { "orders", "batch_items", "events", "event_counter" })
            await ExecuteAsync(kitchen, $"CREATE TABLE {Schema}.{table} (LIKE public.{table} INCLUDING ALL)");
        await ExecuteAsync(kitchen, $"INSERT INTO {Schema}.event_counter SELECT * FROM public.event_counter");
        return new BareWriter(new NpgsqlConnectionStringBuilder(kitchenDatabase) { SearchPath = Schema }.ConnectionString, orders, batchItems, events);
    }

    /// <summary>Orders a second, in groups.</summary>
    public async Task<double> WriteAsync(int group, TimeSpan duration)
    {
        var settings = new NpgsqlConnectionStringBuilder(_database) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 };
        await using var source = NpgsqlDataSource.Create(settings);
        await using var connection = await source.OpenConnectionAsync();
        var (written, spent) = (0, TimeSpan.Zero);
        while (spent < duration)
        {
            await ExecuteAsync(source, "TRUNCATE orders, batch_items, events");
            for (var from = 0; from + group <= _orders.Count && spent < duration; from += group)
            {
                await using var batch = Group(connection, from, group);
                var started = Stopwatch.GetTimestamp();
                await batch.ExecuteNonQueryAsync();
                spent += Stopwatch.GetElapsedTime(started);
                written += group;
            }
        }

        return written / spent.TotalSeconds;
    }

    // A kitchen's group writes its orders, every batch item that they touch, and an event for each of both.
    private NpgsqlBatch Group(NpgsqlConnection connection, int from, int count)
    {
        var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        batch.BatchCommands.Add(_orders.Insert(from, count));
        batch.BatchCommands.Add(_batchItems.Insert(Share(_batchItems, from), Math.Min(2 * count, 40), "ON CONFLICT (id) DO UPDATE SET allocations = excluded.allocations, quantity = excluded.quantity, has_room = excluded.has_room, version = excluded.version"));
        batch.BatchCommands.Add(_events.Insert(Share(_events, from), (int)((long)count * _events.Count / _orders.Count)));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE event_counter SET last_sequence = last_sequence + 1 WHERE id = 1"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        return batch;
    }

    private int Share(TableRows table, int order) => (int)((long)order * table.Count / _orders.Count);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = (int)SetUpTimeout.TotalSeconds;
        await command.ExecuteNonQueryAsync();
    }
}
