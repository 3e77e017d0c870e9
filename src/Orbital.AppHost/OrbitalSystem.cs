using Orbital.AppHost.Certificates;
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
        var certificates = options.Tls ? LocalCertificates.Ensure(data.CertificatesPath, TimeProvider.System.GetUtcNow()) : null;
        using var services = new Services(options, certificates, running);
        await services.StartKitchenAsync(postgreSql, stop);
        await services.StartOrderManagementAsync(mongoDB, stop);

        console.Say(ReadyLine(postgreSql, mongoDB));
        if (certificates is not null)
            console.Say(TrustLines(certificates));
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
        $"ready  display {options.Scheme}://localhost:{options.KitchenPort}  REST {options.Scheme}://localhost:{options.KitchenPort}/api/v1/batch-items"
        + $"  gRPC {options.Scheme}://localhost:{options.GrpcPort}  order management {options.Scheme}://localhost:{options.OrderManagementPort}/health/ready"
        + $"  MongoDB {mongoDB.Description}  PostgreSQL {postgreSql.Description}";

    private static string TrustLines(LocalCertificates certificates) =>
        $"tls    browsers trust the page once {certificates.Authority} is among their authorities; curl takes --cacert {certificates.Authority}\n"
        + $"       gRPC also asks for a certificate: {certificates.OrderManagementCertificate} with {certificates.OrderManagementKey} is one";
}
