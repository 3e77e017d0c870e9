using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>An emulator with a client that makes it fail, and by its name is not meant by what it does to others.</summary>
internal sealed class ControlledServer : IAsyncDisposable
{
    /// <summary>The application name of <see cref="NewClient"/>, at which fail points aim.</summary>
    public const string Victim = "victim";

    private readonly MongoEmulatorServer _server;
    private readonly MongoClient _control;
    private readonly List<MongoClient> _clients = [];

    private ControlledServer(MongoEmulatorServer server)
    {
        _server = server;
        _control = NewClient(settings => settings.ApplicationName = "control");
    }

    public int Port => _server.Port;

    public string ConnectionString => _server.ConnectionString;

    public static async Task<ControlledServer> StartAsync(MongoEmulatorOptions? options = null) =>
        new(await MongoEmulatorServer.StartAsync(options, TestContext.Current.CancellationToken));

    /// <summary><c>db.adminCommand(…)</c> of the controlling client, also while there is no primary.</summary>
    public Task<BsonDocument> AdminAsync(string command) => _control.GetDatabase("admin").RunCommandAsync<BsonDocument>(
        command, ReadPreference.PrimaryPreferred, TestContext.Current.CancellationToken);

    public MongoClient NewClient(Action<MongoClientSettings>? change = null)
    {
        var settings = MongoClientSettings.FromConnectionString(ConnectionString);
        settings.ApplicationName = Victim;
        change?.Invoke(settings);
        var client = new MongoClient(settings);
        _clients.Add(client);
        return client;
    }

    public IMongoCollection<BsonDocument> NewCollection(Action<MongoClientSettings>? change = null) =>
        NewClient(change).GetDatabase("d").GetCollection<BsonDocument>("orders");

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _server.DisposeAsync();
    }
}
