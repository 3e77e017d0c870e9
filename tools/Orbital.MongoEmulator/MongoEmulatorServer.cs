using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Faults;
using Orbital.MongoEmulator.Replication;
using Orbital.MongoEmulator.Storage;
using Orbital.MongoEmulator.Wire;

namespace Orbital.MongoEmulator;

/// <summary>
/// A MongoDB wire-protocol server in memory, for development and tests: a healthy one-node replica set that forgets
/// everything when it is disposed.
/// </summary>
public sealed partial class MongoEmulatorServer : IAsyncDisposable
{
    private readonly WebApplication _host;

    private MongoEmulatorServer(WebApplication host, MongoEmulatorOptions options, int port)
    {
        _host = host;
        Port = port;
        ConnectionString = $"mongodb://127.0.0.1:{port}/?replicaSet={options.ReplicaSet}";
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; }

    /// <summary><c>mongodb://127.0.0.1:PORT/?replicaSet=NAME</c></summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server of its own; it accepts connections when the task ends.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<MongoEmulatorServer> StartAsync(
        MongoEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        var chosen = options ?? new MongoEmulatorOptions();
        chosen.Validate();
        var host = Build(chosen);
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        var server = new MongoEmulatorServer(host, chosen, PortOf(host));
        host.Services.GetRequiredService<ServerAddress>().Port = server.Port;
        LogStarted(host.Logger, server.ConnectionString);
        return server;
    }

    /// <summary>Closes all connections, also those with a waiting getMore, and forgets all data.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    private static WebApplication Build(MongoEmulatorOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.UseConnectionHandler<MongoConnectionHandler>()));
        options.Logging(builder.Logging);
        builder.Services
            .AddSingleton<IHostLifetime, NoSignals>()
            .AddSingleton(options)
            .AddSingleton<ServerAddress>()
            .AddSingleton<ClientConnections>()
            .AddSingleton<MongoStore>()
            .AddSingleton<CursorRegistry>()
            .AddSingleton<RetryableWrites>()
            .AddSingleton<ReplicaMember>()
            .AddSingleton<FailPoints>()
            .AddSingleton<CommandFaults>()
            .AddSingleton<Freeze>()
            .AddSingleton<ReplicationFaults>()
            .AddSingleton<CommandTable>()
            .AddSingleton<CommandDispatcher>()
            .AddCommandGroups();
        return builder.Build();
    }

    private static int PortOf(WebApplication host)
    {
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return new Uri(addresses!.Addresses.First()).Port;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "MongoDB emulator for development and tests on {ConnectionString}: it is no MongoDB, all data is in memory only and gone when it ends")]
    private static partial void LogStarted(ILogger logger, string connectionString);

    /// <summary>Signals are the program's business: a test that starts a server must still be stopped by Ctrl-C.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
