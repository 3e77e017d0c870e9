using System.Globalization;
using System.Text.RegularExpressions;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Databases;

/// <summary>The programs of one PostgreSQL: a folder with <c>initdb</c> and <c>postgres</c>.</summary>
internal sealed partial record PostgreSqlInstallation(string BinDirectory, int MajorVersion, string Version)
{
    /// <summary>The oldest version that Orbital's schema is tried with.</summary>
    public const int OldestMajorVersion = 15;

    // Debian and its like, Red Hat's PGDG packages, Homebrew on Apple silicon and on Intel.
    private static readonly (string Parent, string Pattern)[] UsualFolders =
        [("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*"), ("/opt/homebrew/opt", "postgresql*"), ("/usr/local/opt", "postgresql*")];

    public string Initdb => Path.Combine(BinDirectory, "initdb");

    /// <summary>Makes copies of a running server; the npm package has none.</summary>
    public string BaseBackup => Path.Combine(BinDirectory, "pg_basebackup");

    public string Postgres => Path.Combine(BinDirectory, "postgres");

    /// <summary>Finds PostgreSQL.</summary>
    /// <param name="choice">
    /// <c>auto</c>: an installed one, else the npm package; <c>local</c> or <c>embedded</c>: that kind alone; else a folder with its programs.
    /// </param>
    /// <param name="cancellationToken">Gives up, also in the middle of an installation.</param>
    /// <exception cref="HostFailure">There is none of the kind asked for.</exception>
    public static async Task<PostgreSqlInstallation> FindAsync(string choice, CancellationToken cancellationToken) => choice switch
    {
        "auto" => await NewestAsync(LocalDirectories(), cancellationToken) ?? await EmbeddedAsync(cancellationToken),
        "embedded" => await EmbeddedAsync(cancellationToken),
        "local" => await NewestAsync(LocalDirectories(), cancellationToken)
            ?? throw new HostFailure($"No PostgreSQL {OldestMajorVersion} or later is installed (looked on the PATH and in the usual folders)."),
        _ => await NewestAsync([choice], cancellationToken)
            ?? throw new HostFailure($"{choice} holds no initdb and postgres of version {OldestMajorVersion} or later."),
    };

    private static async Task<PostgreSqlInstallation> EmbeddedAsync(CancellationToken cancellationToken) =>
        await NewestAsync([await EmbeddedPostgreSql.InstallAsync(cancellationToken)], cancellationToken)
            ?? throw new HostFailure($"The PostgreSQL of the npm package in {EmbeddedPostgreSql.ProjectDirectory} does not start on this machine.");

    private static async Task<PostgreSqlInstallation?> NewestAsync(IEnumerable<string> directories, CancellationToken cancellationToken)
    {
        PostgreSqlInstallation? newest = null;
        foreach (var directory in directories.Distinct())
        {
            if (await ReadAsync(directory, cancellationToken) is { } found && found.MajorVersion > (newest?.MajorVersion ?? 0))
                newest = found;
        }
        return newest?.MajorVersion >= OldestMajorVersion ? newest : null;
    }

    private static async Task<PostgreSqlInstallation?> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(directory, "initdb")) || !File.Exists(Path.Combine(directory, "postgres")))
            return null;
        var printed = await Command.RunAsync(Path.Combine(directory, "postgres"), ["--version"], cancellationToken);
        var version = VersionPattern().Match(printed.Output);
        return printed.Succeeded && version.Success
            ? new PostgreSqlInstallation(directory, int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture), version.Value)
            : null;
    }

    private static IEnumerable<string> LocalDirectories()
    {
        // A link on the PATH leads to the folder where initdb is too.
        if (SearchPath.Find("postgres") is { } onPath)
            yield return Path.GetDirectoryName(File.ResolveLinkTarget(onPath, returnFinalTarget: true)?.FullName ?? onPath)!;
        foreach (var (parent, pattern) in UsualFolders)
        {
            if (!Directory.Exists(parent))
                continue;
            foreach (var directory in Directory.EnumerateDirectories(parent, pattern))
                yield return Path.Combine(directory, "bin");
        }
    }

    [GeneratedRegex(@"(?<major>\d+)(\.\d+|devel|beta\d+|rc\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex VersionPattern();
}
