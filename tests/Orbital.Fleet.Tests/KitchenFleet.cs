using Npgsql;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.Fleet.Tests;

/// <summary>Replicas of one kitchen on one database behind a haproxy, and an Order Management that reaches them through it.</summary>
internal sealed class KitchenFleet : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly PostgresServer _postgres;
    private readonly MongoEmulatorServer _mongo;
    private ServiceProcess? _orderManagement;
    private Haproxy? _haproxy;

    private KitchenFleet(PostgresServer postgres, string connectionString, MongoEmulatorServer mongo, int places)
    {
        (_postgres, _mongo) = (postgres, mongo);
        Database = NpgsqlDataSource.Create(connectionString);
        Replicas = [.. Enumerable.Range(0, places).Select(_ => new Replica(connectionString))];
    }

    /// <summary>Places of replicas; haproxy knows all of them.</summary>
    public IReadOnlyList<Replica> Replicas { get; }

    public NpgsqlDataSource Database { get; }

    public string MongoDb => _mongo.ConnectionString;

    public Haproxy Haproxy => _haproxy!;

    /// <param name="places">How many replicas haproxy knows.</param>
    /// <param name="running">How many of them are started.</param>
    /// <param name="port">By which of haproxy's ports Order Management goes.</param>
    /// <param name="leavesConnections">Whether haproxy leaves open connections to a replica that it takes out.</param>
    public static async Task<KitchenFleet> StartAsync(int places, int running, Func<Haproxy, int> port, bool leavesConnections = false)
    {
        var postgres = await PostgresServer.StartOwnAsync();
        var fleet = new KitchenFleet(postgres, await postgres.CreateDatabaseAsync(), await MongoEmulatorServer.StartAsync(), places);
        try
        {
            await Task.WhenAll(fleet.Replicas.Take(running).Select(replica => replica.StartAsync()));
            fleet._haproxy = await Haproxy.StartAsync(
                [.. fleet.Replicas.Select(replica => (replica.HttpPort, replica.GrpcPort))], leavesConnections);
            await fleet.StartOrderManagementAsync(port(fleet.Haproxy));
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The replica that accepts orders; with connections passed through as they are it is one.</summary>
    public async Task<Replica> InUseAsync()
    {
        var before = await AcceptedAsync();
        return await Eventually.BecomesAsync(
            async () => Replicas.Zip(before, await AcceptedAsync()).FirstOrDefault(entry => entry.Third > entry.Second).First,
            Patience,
            "a replica accepts orders");
    }

    public async ValueTask DisposeAsync()
    {
        if (_orderManagement is not null)
            await _orderManagement.DisposeAsync();
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();
        foreach (var replica in Replicas)
            await replica.DisposeAsync();
        await Database.DisposeAsync();
        await _mongo.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private Task<double[]> AcceptedAsync() =>
        Task.WhenAll(Replicas.Select(replica => replica.Process is null ? Task.FromResult(0.0) : replica.AcceptedAsync()));

    private async Task StartOrderManagementAsync(int grpcPort)
    {
        var http = FreePort.Next();
        _orderManagement = ServiceProcess.Start("Orbital.OrderManagement.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:MongoDB"] = MongoDb,
            ["Kitchens:Default:Address"] = $"http://127.0.0.1:{grpcPort}",
            ["OrderManagement:HttpPort"] = $"{http}",
        });
        await _orderManagement.WaitUntilAnswersAsync($"http://127.0.0.1:{http}/health/ready", Patience);
    }
}
