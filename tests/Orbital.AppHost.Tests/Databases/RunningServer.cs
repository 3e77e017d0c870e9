using Orbital.AppHost.Databases;
using Orbital.AppHost.Processes;
using Orbital.Testing;

namespace Orbital.AppHost.Tests.Databases;

/// <summary>A server started on a cluster, for the time of a test.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Warden _warden = new();
    private readonly ManagedProcess _process;

    private RunningServer(PostgreSqlCluster cluster, int port) => _process = ManagedProcess.Start(cluster.Server(port), _warden, _ => { });

    public static async Task<RunningServer> StartAsync(PostgreSqlCluster cluster, int port)
    {
        var server = new RunningServer(cluster, port);
        await Eventually.BecomesTrueAsync(() =>
            PostgreSqlDatabase.AnswersAsync(cluster.ConnectionString(port, "postgres"), TestContext.Current.CancellationToken));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(TimeSpan.FromSeconds(5));
        await _process.DisposeAsync();
        await _warden.DisposeAsync();
    }
}
