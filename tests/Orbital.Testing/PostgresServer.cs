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
    private readonly bool _ownServer;
    private readonly bool _durable;
    private readonly CertificatePair? _certificate;
    private int _port = FreePort.Next();
    private IReadOnlyList<string> _settings = [];
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

    /// <summary>Where it listens.</summary>
    public int Port => _port;

    /// <summary>A server of its own with further settings, as <c>synchronous_standby_names=*</c>: they go before all others.</summary>
    public static async Task<PostgresServer> StartWithAsync(params IReadOnlyList<string> settings)
    {
        var server = new PostgresServer(ownServer: true, durable: false, certificate: null) { _settings = settings };
        await server.InitializeAsync();
        return server;
    }

    /// <summary>A server whose WAL is archived as it is written, so that a copy of it can be restored: see <see cref="RestoreAsync"/>.</summary>
    public static async Task<PostgresServer> StartArchivedAsync()
    {
        var server = new PostgresServer(ownServer: true, durable: false, certificate: null);
        await server.OpenAsync();
        var archive = await server._cluster!.AddFolderAsync("archive", CancellationToken.None);
        server._settings = ["archive_mode=on", $"archive_command=cp %p {archive}/%f", $"restore_command=cp {archive}/%f %p"];
        await server.StartAsync();
        return server;
    }

    /// <summary>A copy of this server, with its own folder and port, that does not run yet.</summary>
    public async Task<PostgresServer> CopyAsync(params IReadOnlyList<string> settings)
    {
        var copy = new PostgresServer(ownServer: true, durable: false, certificate: null)
        {
            _settings = [.. _settings, .. settings],
            _directory = Directory.CreateTempSubdirectory("orbital-postgres-"),
        };
        copy._cluster = await _cluster!.CopyAsync(copy._directory.FullName, _port, CancellationToken.None);
        return copy;
    }

    /// <summary>A standby that follows this server by streaming.</summary>
    public async Task<PostgresServer> StartStandbyAsync()
    {
        var source = new NpgsqlConnectionStringBuilder(ConnectionString);
        var standby = await CopyAsync(
            "synchronous_standby_names=", $"primary_conninfo=host=127.0.0.1 port={_port} user={source.Username} password={source.Password} application_name=standby");
        await standby._cluster!.SignalAsync("standby.signal", CancellationToken.None);
        await standby.StartAsync();
        return standby;
    }

    /// <summary>
    /// Starts a copy in the place of this server, which does not run any longer, as a restore to a point in time: it reads the archive up to there, and
    /// goes on by itself.
    /// </summary>
    /// <param name="copy">Was made before that point.</param>
    /// <param name="target">A name that was given by <c>pg_create_restore_point</c>.</param>
    public Task RestoreAsync(PostgresServer copy, string target)
    {
        copy._port = _port;
        return copy.RecoverAsync(target);
    }

    private async Task RecoverAsync(string target)
    {
        _settings = [.. _settings, $"recovery_target_name={target}", "recovery_target_action=promote"];
        await _cluster!.SignalAsync("recovery.signal", CancellationToken.None);
        await StartAsync();
        await Eventually.BecomesTrueAsync(async () => !await AskAsync<bool>("SELECT pg_is_in_recovery()"), StartDeadline);
    }

    /// <summary>Names the present point in time, and waits until all up to there is in the archive.</summary>
    public async Task MarkAsync(string target)
    {
        await AskAsync<object>($"SELECT pg_create_restore_point('{target}')");
        var file = await AskAsync<string>("SELECT pg_walfile_name(pg_switch_wal())");
        await Eventually.BecomesTrueAsync(() => AskAsync<bool>($"SELECT coalesce(last_archived_wal >= '{file}', false) FROM pg_stat_archiver"), StartDeadline);
    }

    /// <summary>Makes a standby the primary.</summary>
    public Task PromoteAsync() => AskAsync<bool>("SELECT pg_promote()");

    /// <summary>Asks the maintenance database.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask InitializeAsync()
    {
        if (Named is not null)
            return;
        await OpenAsync();
        await StartAsync();
    }

    private async Task OpenAsync()
    {
        var choice = Environment.GetEnvironmentVariable("ORBITAL_POSTGRES") is { Length: > 0 } value ? value : "auto";
        var installation = await PostgreSqlInstallation.FindAsync(choice, CancellationToken.None);
        _directory = Directory.CreateTempSubdirectory("orbital-postgres-");
        _cluster = await PostgreSqlCluster.OpenAsync(installation, _directory.FullName, CancellationToken.None);
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
            ["max_connections=300", .. TlsSettings(), .. (_durable ? ["min_wal_size=1GB"] : (string[])["fsync=off", "synchronous_commit=off"]), .. _settings];
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
