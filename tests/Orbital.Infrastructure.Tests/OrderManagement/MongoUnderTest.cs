using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Infrastructure.OrderManagement.MongoDb;
using Orbital.MongoEmulator;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>
/// A database of its own for each test: in the MongoDB that <c>ORBITAL_TEST_MONGODB</c> names, otherwise in an emulator.
/// </summary>
public sealed class MongoUnderTest : IAsyncDisposable
{
    private readonly MongoEmulatorServer? _emulator;
    private readonly MongoClient _client;
    private readonly MongoConnection _connection;

    private MongoUnderTest(string connectionString, MongoEmulatorServer? emulator)
    {
        _emulator = emulator;
        _client = new MongoClient(connectionString);
        Options = new OrderFeedOptions { ConnectionString = connectionString, Database = $"orbital_test_{Guid.NewGuid():N}" };
        _connection = new MongoConnection(Options, NullLogger<MongoConnection>.Instance);
    }

    /// <summary>What the adapters are configured with.</summary>
    public OrderFeedOptions Options { get; }

    /// <summary>Writes as the sources of orders do, past the adapters.</summary>
    public IMongoDatabase Database => _client.GetDatabase(Options.Database);

    public IMongoCollection<BsonDocument> Orders => Database.GetCollection<BsonDocument>(Options.Collection);

    internal MongoConnection Connection => _connection;

    internal MongoOrderFeed Feed => new(_connection, Options, TimeProvider.System);

    public static async Task<MongoUnderTest> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("ORBITAL_TEST_MONGODB") is { Length: > 0 } real)
            return new MongoUnderTest(real, emulator: null);
        return await StartEmulatorAsync(new MongoEmulatorOptions());
    }

    /// <summary>For what a real server cannot be made to do within a test.</summary>
    public static async Task<MongoUnderTest> StartEmulatorAsync(MongoEmulatorOptions options)
    {
        var emulator = await MongoEmulatorServer.StartAsync(options);
        return new MongoUnderTest(emulator.ConnectionString, emulator);
    }

    public static BsonDocument Document(string id, int quantity = 1) => new()
    {
        { "_id", id },
        { "BrandName", "Desayuna" },
        { "CustomerName", "Frankie P" },
        {
            "StationOrders", new BsonArray
            {
                new BsonDocument
                {
                    { "OwnStationName", "Grill" },
                    { "OrderItems", new BsonArray { new BsonDocument { { "Name", "Burger" }, { "Quantity", quantity }, { "Price", "9.90" } } } },
                },
            }
        },
    };

    /// <summary>A session that brings what is inserted from now on.</summary>
    public async Task<IOrderFeedSession> OpenNowAsync(CancellationToken cancellationToken) =>
        await Feed.OpenAsync(new FeedStart.After(await Feed.GetPresentAsync(cancellationToken)), cancellationToken);

    /// <summary>Ends the emulator while the clients stay.</summary>
    public ValueTask StopEmulatorAsync() => _emulator!.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_emulator is null)
            await _client.DropDatabaseAsync(Options.Database);
        _connection.Dispose();
        _client.Dispose();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
    }
}
