using System.Diagnostics;
using Orbital.AppHost;

namespace Orbital.Client.Tests;

/// <summary>
/// The two projects that become packages, copied into a git repository of their own, whose tag says what they are called, and packed there.
/// </summary>
public sealed class PackedCopy : IAsyncLifetime
{
    public const string Version = "0.47.11";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] Settings =
    [
        "Directory.Build.props", "Directory.Packages.props", "global.json", "BannedSymbols.txt", ".editorconfig", "src/Directory.Build.props",
    ];
    private static readonly string[] Projects = ["src/Orbital.Contracts", "src/Orbital.Client"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orbital-packages-");

    public string Folder => Path.Combine(_folder.FullName, "repository");

    public string Packages => Path.Combine(_folder.FullName, "packages");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var files = Projects.SelectMany(project => Directory.EnumerateFiles(Repository.PathOf(project), "*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Where(file => !IsBuilt(file));
        foreach (var file in files.Concat(Settings))
        {
            var copy = Path.Combine(Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.PathOf(file), copy);
        }

        await GitAsync("init", "--quiet");
        await GitAsync("add", "--all");
        await CommitAsync();
        await GitAsync("tag", $"v{Version}");
        foreach (var project in Projects)
            await DotNetAsync("pack", Path.Combine(Folder, project), "-o", Packages);
    }

    /// <summary>What a build would be called now.</summary>
    public async Task<string> VersionNowAsync() => (await RunAsync(
        "dotnet", "msbuild", Path.Combine(Folder, "src", "Orbital.Client"), "-t:MinVer", "-getProperty:PackageVersion", "-nologo")).Trim();

    public Task CommitAsync() => GitAsync(
        "-c", "user.name=nobody", "-c", "user.email=nobody@example.com", "-c", "commit.gpgsign=false",
        "commit", "--quiet", "--allow-empty", "--message=more");

    public Task GitAsync(params string[] arguments) => RunAsync("git", ["-C", Folder, .. arguments]);

    public static Task DotNetAsync(params string[] arguments) => RunAsync("dotnet", [.. arguments, "-nologo", "--disable-build-servers"]);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static bool IsBuilt(string file) => file.Split('/', '\\').Any(part => part is "bin" or "obj");

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Patience);
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        // Set while git runs a hook: then the copy's commits would go to the repository that runs it.
        foreach (var variable in start.Environment.Keys.Where(name => name is "GIT_DIR" or "GIT_WORK_TREE" or "GIT_INDEX_FILE").ToList())
            start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, output);
            return output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
