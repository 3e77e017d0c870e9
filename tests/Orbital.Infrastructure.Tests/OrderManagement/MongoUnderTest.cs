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
        _connection = new MongoConnection(Options, TimeProvider.System, NullLogger<MongoConnection>.Instance);
    }

    /// <summary>What the adapters are configured with.</summary>
    public OrderFeedOptions Options { get; }

    /// <summary>Writes as the sources of orders do, past the adapters.</summary>
    public IMongoDatabase Database => _client.GetDatabase(Options.Database);

    public IMongoCollection<BsonDocument> Orders => Database.GetCollection<BsonDocument>(Options.Collection);

    internal MongoConnection Connection => _connection;

    internal MongoOrderFeed Feed => new(_connection, Options, new NoPulse(), TimeProvider.System, NullLogger<MongoOrderFeed>.Instance);

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
        await Feed.OpenAsync(new FeedStart.After((await Feed.GetPresentAsync(cancellationToken)).Position), cancellationToken);

    /// <summary>A session that brings what the collection holds, and what is inserted from now on.</summary>
    public Task<IOrderFeedSession> OpenBeginningAsync(CancellationToken cancellationToken) =>
        OpenReadingAsync(new CollectionReading { Reason = "first start", Since = DateTimeOffset.UnixEpoch }, cancellationToken);

    /// <summary>The same, with a reading that may be bounded, or begun before.</summary>
    public async Task<IOrderFeedSession> OpenReadingAsync(CollectionReading reading, CancellationToken cancellationToken) =>
        await Feed.OpenAsync(new FeedStart.After((await Feed.GetPresentAsync(cancellationToken)).Position, reading), cancellationToken);

    /// <summary>What is read of the collection until that is complete; what the stream brings meanwhile is passed over.</summary>
    public static async Task<List<OrderChange>> ReadCollectionAsync(IOrderFeedSession session, CancellationToken cancellationToken)
    {
        var changes = new List<OrderChange>();
        for (CollectionReading? reading = null; reading is not { IsComplete: true };)
        {
            var batch = await session.ReadAsync(cancellationToken);
            reading = batch.Reading ?? reading;
            if (batch.Reading is not null)
                changes.AddRange(batch.Changes);
        }

        return changes;
    }

    /// <summary><c>db.adminCommand(…)</c></summary>
    public Task<BsonDocument> AdminAsync(string command, CancellationToken cancellationToken) =>
        _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(BsonDocument.Parse(command), null, cancellationToken);

    private sealed class NoPulse : IListenerPulse
    {
        public void Turn()
        {
        }
    }

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
