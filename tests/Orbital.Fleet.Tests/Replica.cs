using Npgsql;
using Orbital.Testing;

namespace Orbital.Fleet.Tests;

/// <summary>A place for one process of the kitchen: its ports, and its own way to the database that all share.</summary>
internal sealed class Replica(string connectionString) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public int HttpPort { get; } = FreePort.Next();

    public int GrpcPort { get; } = FreePort.Next();

    /// <summary>Between it and PostgreSQL.</summary>
    public TcpProxy Database { get; } = TcpProxy.To(new NpgsqlConnectionStringBuilder(connectionString).Port);

    /// <summary>The process, once it was started.</summary>
    public ServiceProcess? Process { get; private set; }

    /// <summary>Starts a process with the settings as they come; it is ready when this returns.</summary>
    public async Task StartAsync()
    {
        Process = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:PostgreSQL"] =
                new NpgsqlConnectionStringBuilder(connectionString) { Port = Database.Port }.ConnectionString,
            ["Kitchen:HttpPort"] = $"{HttpPort}",
            ["Kitchen:GrpcPort"] = $"{GrpcPort}",
            ["Proxies"] = "127.0.0.1",
        });
        await UntilReadyAsync();
    }

    public Task UntilReadyAsync() => Process!.WaitUntilAnswersAsync($"http://127.0.0.1:{HttpPort}/health/ready", Patience);

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task TerminateAsync()
    {
        Process!.Terminate();
        (await Process.Exited.WaitAsync(Patience, TimeProvider.System)).ShouldBe(0);
        await Process.DisposeAsync();
        Process = null;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await Process!.KillAsync();
        await Process.DisposeAsync();
        Process = null;
    }

    /// <summary>Orders that it has accepted since it was started.</summary>
    public async Task<double> AcceptedAsync() =>
        (await Scrape.OfAsync(HttpPort)).Sum("orbital_orders_accept_duration_seconds_count", ("outcome", "accepted")) ?? 0;

    public async ValueTask DisposeAsync()
    {
        if (Process is not null)
            await Process.DisposeAsync();
        await Database.DisposeAsync();
    }
}
