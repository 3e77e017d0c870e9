using System.Net.Http.Json;
using System.Text.Json;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>Both services as processes, between a MongoDB and a PostgreSQL of their own.</summary>
internal sealed class WholeLine : IAsyncDisposable
{
    private readonly MongoEmulatorServer? _emulator;
    private (string Name, string Value)[] _settings = [];

    private WholeLine(MongoEmulatorServer? emulator, string mongoDb, string database)
    {
        _emulator = emulator;
        MongoDb = mongoDb;
        Orders = new MongoClient(mongoDb).GetDatabase(Database).GetCollection<BsonDocument>("orders");
        PostgreSql = database;
    }

    public string MongoDb { get; }

    public string PostgreSql { get; }

    /// <summary>A database of its own in the MongoDB.</summary>
    public string Database { get; } = $"e2e_{Guid.NewGuid():N}";

    public IMongoCollection<BsonDocument> Orders { get; }

    public int KitchenPort { get; } = FreePort.Next();

    public int GrpcPort { get; } = FreePort.Next();

    public int OrderManagementPort { get; } = FreePort.Next();

    public ServiceProcess? Kitchen { get; private set; }

    public ServiceProcess? OrderManagement { get; private set; }

    /// <summary>Starts both services; they are ready when this returns.</summary>
    /// <param name="postgres">Where the kitchen's database is.</param>
    /// <param name="settings">More settings, for both.</param>
    public static async Task<WholeLine> StartAsync(PostgresServer postgres, params (string Name, string Value)[] settings)
    {
        var line = await StartWithoutListenerAsync(postgres, settings);
        line.StartOrderManagement();
        await line.OrderManagement!.WaitUntilAnswersAsync($"http://127.0.0.1:{line.OrderManagementPort}/health/ready");
        return line;
    }

    /// <summary>Starts the kitchen alone, for tests that bring listeners of their own.</summary>
    public static async Task<WholeLine> StartWithoutListenerAsync(PostgresServer postgres, params (string Name, string Value)[] settings)
    {
        var named = Environment.GetEnvironmentVariable("ORBITAL_TEST_MONGODB");
        var emulator = string.IsNullOrEmpty(named) ? await MongoEmulatorServer.StartAsync(new MongoEmulatorOptions { Port = 0 }) : null;
        var line = new WholeLine(emulator, emulator?.ConnectionString ?? named!, await postgres.CreateDatabaseAsync()) { _settings = settings };
        line.StartKitchen();
        await line.Kitchen!.WaitUntilAnswersAsync($"http://127.0.0.1:{line.KitchenPort}/health/ready");
        return line;
    }

    public void StartKitchen() => Kitchen = Start("Orbital.Kitchen.Api", new Dictionary<string, string>
    {
        ["ConnectionStrings:PostgreSQL"] = PostgreSql,
        ["Kitchen:HttpPort"] = $"{KitchenPort}",
        ["Kitchen:GrpcPort"] = $"{GrpcPort}",
    });

    public void StartOrderManagement(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:MongoDB"] = MongoDb,
            ["OrderFeed:Database"] = Database,
            ["Kitchens:Default:Address"] = $"http://127.0.0.1:{GrpcPort}",
            ["OrderManagement:HttpPort"] = $"{OrderManagementPort}",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        OrderManagement = Start("Orbital.OrderManagement.Api", settings);
    }

    /// <summary>Starts and completes the one batch item that there is, as a cook would.</summary>
    public async Task CookAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{KitchenPort}/api/v1/batch-items/") };
        var id = await Eventually.BecomesAsync(
            async () => (await http.GetFromJsonAsync<JsonElement>("")).GetProperty("items").EnumerateArray().SingleOrDefault() is { ValueKind: JsonValueKind.Object } item
                ? item.GetProperty("id").GetString()
                : null,
            TimeSpan.FromSeconds(60));
        (await http.PostAsync($"{id}/start", content: null)).EnsureSuccessStatusCode();
        // Times are whole milliseconds: cooking must take one.
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        (await http.PostAsync($"{id}/complete", content: null)).EnsureSuccessStatusCode();
    }

    /// <summary>kill -9; the next one gets the same ports and database.</summary>
    public async Task KillKitchenAsync()
    {
        await Kitchen!.KillAsync();
        await Kitchen.DisposeAsync();
    }

    private ServiceProcess Start(string project, Dictionary<string, string> settings)
    {
        foreach (var (name, value) in _settings)
            settings[name] = value;
        return ServiceProcess.Start(project, settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (OrderManagement is not null)
            await OrderManagement.DisposeAsync();
        if (Kitchen is not null)
            await Kitchen.DisposeAsync();
        await Orders.Database.Client.DropDatabaseAsync(Database);
        if (_emulator is not null)
            await _emulator.DisposeAsync();
    }
}
