using System.Collections.Concurrent;
using MongoDB.Bson;
using MongoDB.Driver;
using Npgsql;
using Orbital.Testing;

namespace Orbital.Fleet.Tests;

/// <summary>Orders that come at a steady rate, whatever becomes of those before, and how long each waited for the kitchen.</summary>
internal sealed class SteadyOrders : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly IMongoCollection<BsonDocument> _source;
    private readonly NpgsqlDataSource _kitchen;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _inserted = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _inserting;

    /// <param name="mongoDb">Where they are inserted.</param>
    /// <param name="kitchen">Where they arrive.</param>
    public SteadyOrders(string mongoDb, NpgsqlDataSource kitchen)
    {
        _source = new MongoClient(mongoDb).GetDatabase("orbital").GetCollection<BsonDocument>("orders");
        _kitchen = kitchen;
        _inserting = Task.Run(InsertAsync);
    }

    /// <summary>Returns when an order that is inserted from now on has arrived.</summary>
    public async Task FlowAsync(TimeSpan deadline, string what)
    {
        var from = _inserted.Count + 1;
        await Eventually.BecomesTrueAsync(async () => await NumberAsync($"SELECT max(substr(order_id, 7)::int) FROM orders") >= from, deadline, what);
    }

    /// <summary>Ends the inserting, and waits until all have arrived, each once.</summary>
    /// <returns>The longest time from insert to arrival, and how many orders there were.</returns>
    public async Task<(TimeSpan Longest, int Count)> FinishAsync(TimeSpan deadline)
    {
        await _enough.CancelAsync();
        await _inserting;
        await Eventually.BecomesTrueAsync(
            async () => await NumberAsync("SELECT count(*) FROM orders") == _inserted.Count, deadline, "all orders have arrived");
        (await NumberAsync("SELECT sum(quantity) FROM batch_items")).ShouldBe(_inserted.Count, "none is cooked twice");

        await using var command = _kitchen.CreateCommand("SELECT order_id, received_at FROM orders");
        await using var rows = await command.ExecuteReaderAsync();
        var longest = TimeSpan.Zero;
        while (await rows.ReadAsync())
        {
            var waited = rows.GetFieldValue<DateTimeOffset>(1) - _inserted[rows.GetString(0)];
            longest = waited > longest ? waited : longest;
        }

        return (longest, _inserted.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _inserting;
        _enough.Dispose();
    }

    private async Task InsertAsync()
    {
        for (var number = 1; !_enough.IsCancellationRequested; number++)
        {
            var id = $"order {number}";
            _inserted[id] = TimeProvider.System.GetUtcNow();
            await _source.InsertOneAsync(Document(id));
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = _kitchen.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is { } number and not DBNull ? Convert.ToInt64(number) : 0;
    }

    private static BsonDocument Document(string id) => new()
    {
        ["_id"] = id,
        ["StationOrders"] = new BsonArray
        {
            new BsonDocument
            {
                ["OwnStationName"] = "Burger Plancha Station",
                ["OrderItems"] = new BsonArray { new BsonDocument { ["Name"] = "Burger", ["Quantity"] = 1 } },
            },
        },
    };
}
