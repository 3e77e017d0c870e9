using Npgsql;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.Fleet.Tests;

/// <summary>Standard output is a pipe, and whoever should read it does not.</summary>
public sealed class UnreadOutputTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orbital-unread-");
    private readonly HttpClient _http = new();

    [Fact]
    public async Task Orders_go_on_lines_are_dropped_and_counted_and_both_services_end_when_they_are_asked_to()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        await using var mongo = await MongoEmulatorServer.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        var (kitchenPort, grpcPort, orderManagementPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        await using var kitchen = Start("Orbital.Kitchen.Api", kitchenPort, new()
        {
            ["ConnectionStrings:PostgreSQL"] = database,
            ["Kitchen:HttpPort"] = $"{kitchenPort}",
            ["Kitchen:GrpcPort"] = $"{grpcPort}",
        });
        await using var orderManagement = Start("Orbital.OrderManagement.Api", orderManagementPort, new()
        {
            ["ConnectionStrings:MongoDB"] = mongo.ConnectionString,
            ["Kitchens:Default:Address"] = $"http://127.0.0.1:{grpcPort}",
            ["OrderManagement:HttpPort"] = $"{orderManagementPort}",
        });
        await kitchen.WaitUntilAnswersAsync($"http://127.0.0.1:{kitchenPort}/health/ready", Patience);
        await orderManagement.WaitUntilAnswersAsync($"http://127.0.0.1:{orderManagementPort}/health/ready", Patience);
        await FillAsync(kitchenPort);
        await FillAsync(orderManagementPort);

        await using var source = NpgsqlDataSource.Create(database);
        await using var orders = new SteadyOrders(mongo.ConnectionString, source);
        await orders.FlowAsync(Patience, "orders go on");
        await orders.FinishAsync(Patience);

        kitchen.Terminate();
        orderManagement.Terminate();
        (await kitchen.Exited.WaitAsync(Patience, TimeProvider.System)).ShouldBe(0);
        (await orderManagement.Exited.WaitAsync(Patience, TimeProvider.System)).ShouldBe(0);
    }

    public void Dispose()
    {
        _http.Dispose();
        _directory.Delete(recursive: true);
    }

    private ServiceProcess Start(string project, int name, Dictionary<string, string> settings)
    {
        // Each request is several lines then.
        settings["Serilog:MinimumLevel:Override:Microsoft"] = "Debug";
        return ServiceProcess.StartUnread(project, Path.Combine(_directory.FullName, $"{name}"), settings);
    }

    // Until the pipe is full, and then the queue before it.
    private async Task FillAsync(int port)
    {
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/ping"))));
                return (await Scrape.OfAsync(port)).Sum("orbital_log_dropped_total") > 0;
            },
            Patience,
            "lines are dropped");
    }
}
