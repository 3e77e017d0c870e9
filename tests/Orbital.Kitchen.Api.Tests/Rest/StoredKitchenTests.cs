using Npgsql;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>The check that the concurrency tests rest on sees what it is there for.</summary>
public sealed class StoredKitchenTests(PostgresServer postgres)
{
    private static readonly string[] Wrongs =
    [
        "UPDATE orders SET units_done = units_done + 1",
        "UPDATE orders SET status = 'ready'",
        "UPDATE batch_items SET allocations = '[]', quantity = 0",
        "UPDATE batch_items SET allocations = jsonb_set(allocations, '{0,quantity}', '2')",
        "UPDATE batch_items SET allocations = jsonb_set(allocations, '{0,completed}', '1')",
        "UPDATE batch_items SET quantity = 21",
        "UPDATE batch_items SET status = 'completed'",
        "DELETE FROM events WHERE sequence = 1",
        "UPDATE event_counter SET last_sequence = 7",
    ];

    [Fact]
    public async Task What_is_wrong_is_found()
    {
        var database = await postgres.CreateKitchenAsync();
        await using (var kitchen = await KitchenReplica.StartAsync(database))
            await kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 3));
        (await StoredKitchen.ViolationsAsync(database)).ShouldBeEmpty();

        foreach (var wrong in Wrongs)
        {
            var copy = await CopyAsync(database);
            await StoredKitchen.ReadAsync<long>(copy, $"WITH wrong AS ({wrong} RETURNING 1) SELECT count(*) FROM wrong");
            (await StoredKitchen.ViolationsAsync(copy)).ShouldNotBeEmpty(wrong);
        }
    }

    private static async Task<string> CopyAsync(string database)
    {
        var original = new NpgsqlConnectionStringBuilder(database);
        var copy = new NpgsqlConnectionStringBuilder(database) { Database = $"test_{Guid.NewGuid():N}" };
        NpgsqlConnection.ClearAllPools();
        var server = new NpgsqlConnectionStringBuilder(database) { Database = "postgres" };
        await using var connection = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = connection.CreateCommand($"CREATE DATABASE {copy.Database} TEMPLATE {original.Database}");
        await command.ExecuteNonQueryAsync();
        return copy.ConnectionString;
    }
}
