using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Testing;

namespace Orbital.Line.Bench;

/// <summary>MongoDB with orders as a point of sale writes them: 50 fields, 2 KB, of which a kitchen needs few. The emulator, as a process.</summary>
internal sealed class Source : IAsyncDisposable
{
    private const int Batch = 500;

    private static readonly string[] Stations = ["Plancha", "Fryer", "Grill", "Wok", "Pizza Oven", "Salad", "Dessert", "Drinks"];
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly ServiceProcess _process;
    private readonly MongoClient _client;
    private readonly IMongoCollection<BsonDocument> _orders;
    private int _inserted;

    private Source(ServiceProcess process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
        _client = new MongoClient(connectionString);
        _orders = _client.GetDatabase("orbital").GetCollection<BsonDocument>("orders");
    }

    public string ConnectionString { get; }

    /// <param name="history">How many changes it remembers.</param>
    public static async Task<Source> StartAsync(int history)
    {
        var port = FreePort.Next();
        var process = ServiceProcess.Start("Orbital.MongoEmulator", settings: null, "--port", $"{port}", "--oplog-entries", $"{history}");
        await Eventually.BecomesTrueAsync(() => process.Output.Any(line => line.StartsWith("listening", StringComparison.Ordinal)), StartDeadline);
        return new Source(process, $"mongodb://127.0.0.1:{port}/?replicaSet=rs0");
    }

    public async Task InsertAsync(int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(Batch))
            await _orders.InsertManyAsync(numbers.Select(_ => Order($"{Guid.NewGuid():N}")));
    }

    public Task InsertAsync(string id) => _orders.InsertOneAsync(Order(id));

    /// <summary>Reads so many inserts as the driver alone does, with the fields and the batches of Order Management.</summary>
    /// <param name="count">How many there will be.</param>
    /// <param name="insert">Puts them there, before the watch starts.</param>
    /// <returns>Orders a second.</returns>
    public async Task<double> DrainBareAsync(int count, Func<Task> insert)
    {
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, RawBsonDocument> pipeline = new[]
        {
            BsonDocument.Parse("{ $match: { operationType: { $in: ['insert', 'update', 'replace'] } } }"),
            BsonDocument.Parse(
                """
                { $project: { operationType: 1, documentKey: 1, 'fullDocument._id': 1, 'fullDocument.OtterOrderId': 1, 'fullDocument.BrandName': 1,
                  'fullDocument.Status': 1, 'fullDocument.StationOrders.OwnStationName': 1, 'fullDocument.StationOrders.OrderItems.Name': 1,
                  'fullDocument.StationOrders.OrderItems.Quantity': 1 } }
                """),
        };
        using var stream = await _orders.WatchAsync(pipeline, new ChangeStreamOptions { BatchSize = 200, FullDocument = ChangeStreamFullDocumentOption.UpdateLookup });
        await insert();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var seen = 0; seen < count && await stream.MoveNextAsync();)
            seen += stream.Current.Count();
        return count / watch.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    private BsonDocument Order(string id)
    {
        var number = Interlocked.Increment(ref _inserted);
        var order = new BsonDocument { { "_id", id }, { "OtterOrderId", $"{Guid.NewGuid()}" }, { "BrandName", $"Brand {number % 6}" } };
        for (var field = 0; field < 46; field++)
            order.Add($"FieldWithSomeName{field}", $"some value of field {field}");
        return order.Add("StationOrders", new BsonArray { Station(number * 7L), Station((number * 11L) + 3) });
    }

    private static BsonDocument Station(long seed) => new()
    {
        { "OwnStationName", $"{Stations[seed % 40 % 8]} Station" },
        { "OrderItems", new BsonArray { new BsonDocument { { "Name", $"Item {seed % 40}" }, { "Quantity", (int)(seed % 3) + 1 }, { "Price", "12.50" } } } },
    };
}
