using Npgsql;

namespace Orbital.EndToEnd.Tests;

/// <summary>What orders have left behind in the kitchen's database.</summary>
internal sealed class KitchenEffects(WholeLine line) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(line.PostgreSql);

    public Task<long> CountOrdersAsync() => NumberAsync("SELECT count(*) FROM orders");

    /// <summary>Those of the orders that are not there.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(IEnumerable<string> orders) =>
        [.. orders.Except((await ByOrderAsync("SELECT order_id, units FROM orders")).Keys)];

    /// <summary>Each order is there once, has been announced once, and has exactly its units in batch items.</summary>
    public async Task ShouldBeThoseOfAsync(IReadOnlyDictionary<string, int> unitsOfOrders)
    {
        Differences(unitsOfOrders, await ByOrderAsync("SELECT order_id, units FROM orders")).ShouldBeEmpty();
        Differences(unitsOfOrders, await ByOrderAsync(
            """
            SELECT allocation ->> 'orderId', sum((allocation ->> 'quantity')::int)::int
            FROM batch_items, jsonb_array_elements(allocations) AS allocation GROUP BY 1
            """)).ShouldBeEmpty();
        (await NumberAsync("SELECT sum(quantity) FROM batch_items")).ShouldBe(unitsOfOrders.Values.Sum());

        Differences(
            unitsOfOrders.Keys.ToDictionary(order => order, _ => 1),
            await ByOrderAsync("SELECT data::jsonb ->> 'orderId', count(*)::int FROM events WHERE type = 'order.received' GROUP BY 1")).ShouldBeEmpty();
        (await NumberAsync(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM events WHERE type LIKE 'batch-item.%'
                GROUP BY data::jsonb ->> 'orderId', data::jsonb #>> '{batchItem,id}' HAVING count(*) > 1) AS told_twice
            """)).ShouldBe(0);
        (await NumberAsync("SELECT max(sequence) - count(*) FROM events")).ShouldBe(0, "events are numbered without a gap");
    }

    // Shouldly compares without regard to sequence too, but each with each: too slow for so many.
    private static IEnumerable<string> Differences(IReadOnlyDictionary<string, int> expected, Dictionary<string, int> found) =>
        expected.Keys.Union(found.Keys)
            .Where(order => expected.GetValueOrDefault(order) != found.GetValueOrDefault(order))
            .Select(order => $"{order}: {found.GetValueOrDefault(order)} instead of {expected.GetValueOrDefault(order)}");

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<Dictionary<string, int>> ByOrderAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, int> found = [];
        while (await reader.ReadAsync())
            found.Add(reader.GetString(0), reader.GetInt32(1));
        return found;
    }
}
