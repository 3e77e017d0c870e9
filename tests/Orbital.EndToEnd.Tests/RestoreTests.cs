using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MongoDB.Bson;
using MongoDB.Driver;
using Npgsql;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>
/// The procedure of docs/operations.md, "Restoring PostgreSQL": its back-up and archive to a point in time, then the position of Order Management back
/// by as much.
/// </summary>
public sealed class RestoreTests
{
    private const int OrdersBefore = 250;
    private const int OrdersAfter = 250;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_loses_no_order_and_has_none_cooked_twice_and_tells_every_screen()
    {
        await using var postgres = await PostgresServer.StartArchivedAsync();
        await using var line = await WholeLine.StartAsync(postgres);
        await using var backUp = await postgres.CopyAsync();
        var load = new OrderLoad(line, new Random(7));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{line.KitchenPort}/api/v1/") };

        await load.InsertAsync(OrdersBefore);
        await UntilStoredAsync(line, OrdersBefore);
        var cooked = await CookOneAsync(http);
        var point = TimeProvider.System.GetUtcNow();
        await postgres.MarkAsync("before_the_loss");
        await load.InsertAsync(OrdersAfter);
        await UntilStoredAsync(line, OrdersBefore + OrdersAfter);
        var shown = await http.GetFromJsonAsync<JsonElement>("board", Ct);

        await line.OrderManagement!.KillAsync();
        await line.OrderManagement.DisposeAsync();
        await postgres.KillAsync();
        await postgres.RestoreAsync(backUp, "before_the_loss");
        await UntilStoredAsync(line, OrdersBefore);
        await line.Orders.Database.GetCollection<BsonDocument>("orbital_checkpoints").DeleteManyAsync(FilterDefinition<BsonDocument>.Empty, Ct);
        // A minute before the point is before the beginning of this young oplog: whole seconds are enough where both clocks are one.
        line.StartOrderManagement(
            ("OrderFeed:StartFrom", "Time"), ("OrderFeed:StartTime", point.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)));

        await UntilStoredAsync(line, OrdersBefore + OrdersAfter);
        await using (var effects = new KitchenEffects(line))
            await effects.ShouldBeThoseOfAsync(load.UnitsOfOrders);
        (await http.GetFromJsonAsync<JsonElement>($"batch-items/{cooked}", Ct)).GetProperty("status").GetString().ShouldBe("completed");
        // A screen that comes back with where it was before is told to read again.
        var (position, history) = (shown.GetProperty("sequence").GetInt64(), shown.GetProperty("history").GetString());
        (await FirstEventAsync(http, $"events?after={position}&history={history}")).ShouldBe("reset");
        var board = await http.GetFromJsonAsync<JsonElement>("board", Ct);
        board.GetProperty("history").GetString().ShouldNotBe(history);
        board.GetProperty("orders").GetArrayLength().ShouldBe(OrdersBefore + OrdersAfter);
    }

    // Asked without the pool: its connections are to a server that is gone.
    private static Task UntilStoredAsync(WholeLine line, long orders) => Eventually.BecomesTrueAsync(
        async () =>
        {
            await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(line.PostgreSql) { Pooling = false }.ConnectionString);
            await using var command = database.CreateCommand("SELECT count(*) FROM orders");
            return (long)(await command.ExecuteScalarAsync(Ct))! == orders;
        },
        Patience,
        $"{orders} orders are stored");

    private static async Task<string> CookOneAsync(HttpClient http)
    {
        var items = await http.GetFromJsonAsync<JsonElement>("batch-items?limit=1", Ct);
        var id = items.GetProperty("items")[0].GetProperty("id").GetString()!;
        (await http.PostAsync($"batch-items/{id}/complete", content: null, Ct)).EnsureSuccessStatusCode();
        return id;
    }

    private static async Task<string> FirstEventAsync(HttpClient http, string path)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(Patience);
        using var lines = new StreamReader(await http.GetStreamAsync(path, deadline.Token));
        while (await lines.ReadLineAsync(deadline.Token) is { } text)
        {
            if (text.StartsWith("event: ", StringComparison.Ordinal) && text != "event: heartbeat")
                return text["event: ".Length..];
        }

        throw new EndOfStreamException("the stream ended before its first event");
    }
}
