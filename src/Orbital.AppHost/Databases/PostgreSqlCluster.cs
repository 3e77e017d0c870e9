using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Databases;

/// <summary>One PostgreSQL data folder and the server on it, reachable on loopback only.</summary>
internal sealed class PostgreSqlCluster
{
    private const string Superuser = "orbital";

    private readonly PostgreSqlInstallation _installation;
    private readonly ServerAccount _account;
    private readonly string _directory;
    private readonly string _password;

    private PostgreSqlCluster(PostgreSqlInstallation installation, ServerAccount account, string directory, string password) =>
        (_installation, _account, _directory, _password) = (installation, account, directory, password);

    private string DataDirectory => Path.Combine(_directory, "data");

    /// <summary>A cluster of its own that is a copy of this one, whose server runs. It has the same users and passwords.</summary>
    /// <param name="directory">An empty folder.</param>
    /// <param name="port">Where this server listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostFailure">The installation has no <c>pg_basebackup</c>, or it failed.</exception>
    public async Task<PostgreSqlCluster> CopyAsync(string directory, int port, CancellationToken cancellationToken)
    {
        if (!File.Exists(_installation.BaseBackup))
        {
            throw new HostFailure(
                $"{_installation.BinDirectory} has no pg_basebackup: choose an installation that has it, with ORBITAL_POSTGRES=local or a folder.");
        }

        File.Copy(Path.Combine(_directory, "password"), Path.Combine(directory, "password"));
        var account = await ServerAccount.ForAsync(_installation.Postgres, directory, cancellationToken);
        var copy = new PostgreSqlCluster(_installation, account, directory, _password);
        var source = $"host=127.0.0.1 port={port.ToString(CultureInfo.InvariantCulture)} user={Superuser} password={_password}";
        var (fileName, arguments) = account.Run(_installation.BaseBackup, "-D", copy.DataDirectory, "-d", source, "--checkpoint=fast", "--wal-method=stream");
        var backup = await Command.RunAsync(fileName, arguments, cancellationToken);
        return backup.Succeeded ? copy : throw new HostFailure($"pg_basebackup failed:\n{backup.Output}");
    }

    /// <summary>Writes an empty file into the data folder, as <c>standby.signal</c> and <c>recovery.signal</c> are.</summary>
    public async Task SignalAsync(string file, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(DataDirectory, file), "", cancellationToken);
        await _account.OwnAsync(Path.Combine(DataDirectory, file), cancellationToken);
    }

    /// <summary>Makes a folder that the server can write to.</summary>
    public async Task<string> AddFolderAsync(string name, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_directory, name));
        await _account.OwnAsync(folder.FullName, cancellationToken);
        return folder.FullName;
    }

    /// <summary>Opens the cluster in a folder; makes it when there is none.</summary>
    public static async Task<PostgreSqlCluster> OpenAsync(PostgreSqlInstallation installation, string directory,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        // Any user of the machine can connect to loopback, and a superuser can run programs: so a password, not "trust".
        var passwordFile = Path.Combine(directory, "password");
        if (!File.Exists(passwordFile))
            WritePassword(passwordFile);
        var password = await File.ReadAllTextAsync(passwordFile, cancellationToken);

        var account = await ServerAccount.ForAsync(installation.Postgres, directory, cancellationToken);
        var cluster = new PostgreSqlCluster(installation, account, directory, password.Trim());
        if (!Directory.Exists(cluster.DataDirectory))
            await cluster.InitializeAsync(passwordFile, cancellationToken);
        return cluster;
    }

    /// <summary>The server as a child process of ours. Interrupt is PostgreSQL's fast shutdown: it does not wait for its clients.</summary>
    public ProcessSpec Server(int port, params IReadOnlyList<string> settings)
    {
        IReadOnlyList<string> ours =
        [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=", // a socket's path must be short, and a data folder's may be long
            "logging_collector=off",
            "log_checkpoints=off",
            "log_line_prefix=",
        ];
        var (fileName, arguments) = _account.Run(_installation.Postgres,
            ["-D", DataDirectory, "-p", port.ToString(CultureInfo.InvariantCulture), .. ours.Concat(settings).SelectMany(setting => new[] { "-c", setting })]);
        return new ProcessSpec("postgresql", fileName, arguments) { StopSignal = Signal.Interrupt };
    }

    public string ConnectionString(int port, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Superuser,
        Password = _password,
        Database = database,
    }.ConnectionString;

    private async Task InitializeAsync(string passwordFile, CancellationToken cancellationToken)
    {
        // Under another name first: initdb that was interrupted must not look like a cluster.
        var unfinished = DataDirectory + ".unfinished";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        var (fileName, arguments) = _account.Run(_installation.Initdb,
            "-D", unfinished, "--username", Superuser, "--pwfile", passwordFile, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C");
        var initdb = await Command.RunAsync(fileName, arguments, cancellationToken);
        if (!initdb.Succeeded)
            throw new HostFailure($"initdb of PostgreSQL {_installation.Version} failed:\n{initdb.Output}");
        Directory.Move(unfinished, DataDirectory);
    }

    private static void WritePassword(string path)
    {
        // Under another name first: a password that was cut short must not look like one.
        var unfinished = path + ".unfinished";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(unfinished, options))
            writer.Write(RandomNumberGenerator.GetHexString(32, lowercase: true));
        File.Move(unfinished, path, overwrite: true);
    }
}
