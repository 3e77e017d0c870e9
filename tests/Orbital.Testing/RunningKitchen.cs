using Xunit;

namespace Orbital.Testing;

/// <summary>The kitchen as it is run, for clients of all kinds; each has a station of its own.</summary>
public sealed class RunningKitchen : IAsyncLifetime
{
    private readonly PostgresServer _postgres = new();
    private ServiceProcess _process = null!;

    public int GrpcPort { get; } = FreePort.Next();

    /// <summary>Of its database.</summary>
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        ConnectionString = await _postgres.CreateDatabaseAsync();
        var http = FreePort.Next();
        _process = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:PostgreSQL"] = ConnectionString,
            ["Kitchen:HttpPort"] = $"{http}",
            ["Kitchen:GrpcPort"] = $"{GrpcPort}",
        });
        await _process.WaitUntilAnswersAsync($"http://127.0.0.1:{http}/health/ready");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
