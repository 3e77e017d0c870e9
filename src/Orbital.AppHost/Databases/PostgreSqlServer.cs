using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Databases;

/// <summary>The kitchen's database: the one the user named, else one of our own.</summary>
/// <param name="ConnectionString">For the kitchen.</param>
/// <param name="Description">For people: without secrets.</param>
internal sealed record PostgreSqlServer(string ConnectionString, string Description)
{
    private const string Database = "orbital";

    public static async Task<PostgreSqlServer> StartAsync(HostOptions options, DataDirectory data, Supervisor running, CancellationToken stop)
    {
        if (options.PostgreSqlConnection is { } named)
            return new PostgreSqlServer(named, "as named by ConnectionStrings:PostgreSQL");

        var installation = await PostgreSqlInstallation.FindAsync(options.PostgreSqlChoice, stop);
        // One folder for each major version: a newer one cannot read an older one's files.
        var cluster = await PostgreSqlCluster.OpenAsync(installation, data.PathOf($"postgres-{installation.MajorVersion}"), stop);
        var port = Ports.Free();
        var process = running.Start(cluster.Server(port));
        var maintenance = cluster.ConnectionString(port, "postgres");
        await running.WaitUntilReadyAsync(process, async cancellationToken =>
            await PostgreSqlDatabase.AnswersAsync(maintenance, cancellationToken) ? null : "it does not answer yet.", stop);
        await PostgreSqlDatabase.EnsureExistsAsync(maintenance, Database, stop);
        return new PostgreSqlServer(cluster.ConnectionString(port, Database), $"{installation.Version} on 127.0.0.1:{port}");
    }
}
