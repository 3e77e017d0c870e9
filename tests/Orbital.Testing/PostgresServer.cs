using System.Collections.Concurrent;
using Npgsql;
using Orbital.AppHost;
using Orbital.AppHost.Databases;
using Orbital.AppHost.Processes;
using Xunit;

namespace Orbital.Testing;

/// <summary>
/// A real PostgreSQL for the tests of one assembly: <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>.
/// It is started by the same code as in <c>./run</c>, in a folder of its own, unless <c>ORBITAL_TEST_POSTGRESQL</c>
/// holds a connection string of a server to use instead (its user must be allowed to create databases).
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    private readonly string? _named = Environment.GetEnvironmentVariable("ORBITAL_TEST_POSTGRESQL");
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentDictionary<Func<string, Task>, Lazy<Task<string>>> _prepared = [];
    private readonly int _port = FreePort.Next();
    private readonly bool _ownServer;
    private readonly bool _durable;
    private readonly CertificatePair? _certificate;
    private DirectoryInfo? _directory;
    private PostgreSqlCluster? _cluster;
    private ManagedProcess? _process;

    public PostgresServer()
        : this(ownServer: false, durable: false, certificate: null)
    {
    }

    private PostgresServer(bool ownServer, bool durable, CertificatePair? certificate) =>
        (_ownServer, _durable, _certificate) = (ownServer, durable, certificate);

    /// <summary>The maintenance database of the server.</summary>
    public string ConnectionString => Named ?? ConnectionStringOf("postgres");

    /// <summary>What the server printed so far.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>The server's process id, for tests that freeze or kill it.</summary>
    public int ProcessId => Running.Id;

    private string? Named => _ownServer || string.IsNullOrWhiteSpace(_named) ? null : _named;

    private ManagedProcess Running => _process ?? throw new InvalidOperationException("This PostgreSQL is not running, or not ours.");

    /// <summary>A server that a fault test may stop, whatever <c>ORBITAL_TEST_POSTGRESQL</c> says. Dispose it.</summary>
    /// <param name="durable">Waits for the disk at each commit (fsync, off by default): for tests that kill the server.</param>
    /// <param name="certificate">Speaks TLS with it.</param>
    public static async Task<PostgresServer> StartOwnAsync(bool durable = false, CertificatePair? certificate = null)
    {
        var server = new PostgresServer(ownServer: true, durable, certificate);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        if (Named is not null)
            return;
        var choice = Environment.GetEnvironmentVariable("ORBITAL_POSTGRES") is { Length: > 0 } value ? value : "auto";
        var installation = await PostgreSqlInstallation.FindAsync(choice, CancellationToken.None);
        _directory = Directory.CreateTempSubdirectory("orbital-postgres-");
        _cluster = await PostgreSqlCluster.OpenAsync(installation, _directory.FullName, CancellationToken.None);
        await StartAsync();
    }

    /// <summary>Makes a new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await PostgreSqlDatabase.EnsureExistsAsync(ConnectionString, name, cancellationToken);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Makes a new database that is a copy of a prepared one, which is much less work than to prepare it again.</summary>
    /// <param name="prepare">Is given the connection string of an empty database, once for each server, and leaves no connection to it open.</param>
    /// <returns>The connection string of the copy.</returns>
    public async Task<string> CreateDatabaseAsync(Func<string, Task> prepare)
    {
        var prepared = await _prepared.GetOrAdd(prepare, _ => new Lazy<Task<string>>(() => PrepareAsync(prepare))).Value;
        var copy = new NpgsqlConnectionStringBuilder(prepared) { Database = $"test_{Guid.NewGuid():N}" };
        // No pool: the prepared database is copied only while nobody is connected to it, and a restart of the server would break what is pooled.
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false });
        await using var command = server.CreateCommand($"CREATE DATABASE {copy.Database} TEMPLATE {new NpgsqlConnectionStringBuilder(prepared).Database}");
        await command.ExecuteNonQueryAsync();
        return copy.ConnectionString;
    }

    /// <summary>Starts it, on the same port and data as before, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
            return;
        var cluster = _cluster ?? throw new InvalidOperationException("A server named by ORBITAL_TEST_POSTGRESQL is not ours to start or stop.");
        // A durable server keeps its log's files for reuse, as one that has run for long: to make a new one holds up a commit.
        IReadOnlyList<string> settings =
            ["max_connections=300", .. TlsSettings(), .. (_durable ? ["min_wal_size=1GB"] : (string[])["fsync=off", "synchronous_commit=off"])];
        var process = _process = ManagedProcess.Start(cluster.Server(_port, settings), TestWarden.Shared, _output.Enqueue);
        await Eventually.BecomesTrueAsync(() => process.Exited.IsCompleted
            ? throw new InvalidOperationException($"PostgreSQL ended with {process.Exited.Result}:\n{string.Join('\n', process.LastLines)}")
            : PostgreSqlDatabase.AnswersAsync(ConnectionStringOf("postgres"), CancellationToken.None), StartDeadline);
    }

    /// <summary>Fast shutdown: clients are cut off.</summary>
    public async Task StopAsync()
    {
        await Running.StopAsync(StopGrace);
        await ForgetProcessAsync();
    }

    /// <summary>SIGKILL: as in a crash.</summary>
    public async Task KillAsync()
    {
        await Running.KillAsync();
        await ForgetProcessAsync();
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        _directory?.Delete(recursive: true);
    }

    private async Task<string> PrepareAsync(Func<string, Task> prepare)
    {
        var database = await CreateDatabaseAsync();
        await prepare(database);
        return database;
    }

    private IReadOnlyList<string> TlsSettings()
    {
        if (_certificate is not { } pair)
            return [];
        // It takes no key that others may read.
        File.SetUnixFileMode(pair.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return ["ssl=on", $"ssl_cert_file={pair.Certificate}", $"ssl_key_file={pair.Key}"];
    }

    private string ConnectionStringOf(string database) =>
        _cluster?.ConnectionString(_port, database) ?? throw new InvalidOperationException("InitializeAsync has not run.");

    private async Task ForgetProcessAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }
}
