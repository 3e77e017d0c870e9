using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.MongoEmulator.Tests;

[assembly: AssemblyFixture(typeof(MongoFixture))]

namespace Orbital.MongoEmulator.Tests;

/// <summary>
/// The server that tests of MongoDB's own behaviour run against: the emulator, or the real one that
/// <c>ORBITAL_TEST_MONGODB</c> names. What they state is true of both.
/// </summary>
public sealed class MongoFixture : IAsyncLifetime
{
    private MongoEmulatorServer? _emulator;
    private int _lastDatabase;

    public string ConnectionString { get; private set; } = "";

    public bool IsEmulator => _emulator is not null;

    public IMongoClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = Environment.GetEnvironmentVariable("ORBITAL_TEST_MONGODB") ?? "";
        if (ConnectionString.Length == 0)
        {
            _emulator = await MongoEmulatorServer.StartAsync();
            ConnectionString = _emulator.ConnectionString;
        }

        Client = new MongoClient(ConnectionString);
    }

    /// <summary>A database that no other test has.</summary>
    public IMongoDatabase NewDatabase() =>
        Client.GetDatabase($"orbital_test_{Environment.ProcessId}_{Interlocked.Increment(ref _lastDatabase)}");

    public IMongoCollection<BsonDocument> NewCollection() => NewDatabase().GetCollection<BsonDocument>("orders");

    public async ValueTask DisposeAsync()
    {
        foreach (var name in await (await Client.ListDatabaseNamesAsync()).ToListAsync())
        {
            if (name.StartsWith($"orbital_test_{Environment.ProcessId}_", StringComparison.Ordinal))
                await Client.DropDatabaseAsync(name);
        }

        Client.Dispose();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
    }
}
