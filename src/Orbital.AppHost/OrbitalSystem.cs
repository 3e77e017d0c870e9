using Orbital.AppHost.Databases;
using Orbital.AppHost.Processes;
using Orbital.AppHost.Samples;

namespace Orbital.AppHost;

/// <summary>
/// The whole system, in the order of its dependencies:
/// <code>
/// MongoDB ──▶ Order Management ──gRPC──▶ Kitchen ──▶ PostgreSQL
///    ▲                                      └──▶ display
/// samples
/// </code>
/// </summary>
internal sealed class OrbitalSystem(HostOptions options, HostConsole console)
{
    /// <summary>Starts everything, and ends it again when asked to or when a part of it ends.</summary>
    /// <exception cref="HostFailure">It cannot start, or a part of it ended by itself.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var data = await DataDirectory.TakeAsync(options.DataDirectory, stop);
        RequireFreePorts();
        // Only now: a start that is refused must not have deleted anything.
        if (options.Fresh)
            data.Clear();

        await using var warden = new Warden();
        data.EndedBy(warden);
        await using var running = new Supervisor(console, warden);

        var postgreSql = await PostgreSqlServer.StartAsync(options, data, running, stop);
        var mongoDB = await MongoDBServer.StartAsync(options, data, running, stop);
        await Services.StartKitchenAsync(options, postgreSql, running, stop);
        await Services.StartOrderManagementAsync(options, mongoDB, running, stop);

        console.Say(ReadyLine(postgreSql, mongoDB));
        await using var samples = SampleFeed.Start(options, mongoDB, console);
        await running.WatchAsync(stop);
    }

    private void RequireFreePorts()
    {
        var taken = options.NeededPorts().Where(port => !Ports.IsFree(port.Number)).ToList();
        if (taken.Count > 0)
        {
            throw new HostFailure(string.Join('\n', taken.Select(port =>
                $"port {port.Number} is taken by another program; {port.Purpose} needs it. Free it, or choose another with {port.Option}.")));
        }
    }

    private string ReadyLine(PostgreSqlServer postgreSql, MongoDBServer mongoDB) =>
        $"ready  display http://localhost:{options.KitchenPort}  REST http://localhost:{options.KitchenPort}/api/v1/batch-items"
        + $"  gRPC http://localhost:{options.GrpcPort}  order management http://localhost:{options.OrderManagementPort}/health/ready"
        + $"  MongoDB {mongoDB.Description}  PostgreSQL {postgreSql.Description}";
}
