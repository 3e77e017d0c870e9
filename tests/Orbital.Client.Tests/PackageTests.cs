using System.Diagnostics;
using System.IO.Compression;
using Orbital.AppHost;

namespace Orbital.Client.Tests;

/// <summary>The packages as others get them.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orbital-packages-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_carry_symbols_documentation_and_a_readme_and_a_program_elsewhere_compiles_against_them()
    {
        // Built apart: other tests run from what the solution was built into.
        var built = Path.Combine(_folder.FullName, "built");
        foreach (var project in new[] { "Orbital.Contracts", "Orbital.Client" })
            await DotNetAsync("pack", Repository.PathOf("src", project), "--artifacts-path", built, "-o", _folder.FullName);

        var contracts = Entries("Orbital.Contracts.0.1.0.nupkg");
        contracts.ShouldContain("README.md");
        foreach (var framework in new[] { "netstandard2.0", "net10.0" })
        {
            contracts.ShouldContain($"lib/{framework}/Orbital.Contracts.dll");
            contracts.ShouldContain($"lib/{framework}/Orbital.Contracts.xml");
            Entries("Orbital.Contracts.0.1.0.snupkg").ShouldContain($"lib/{framework}/Orbital.Contracts.pdb");
        }

        var client = Entries("Orbital.Client.0.1.0.nupkg");
        client.ShouldContain("README.md");
        client.ShouldContain("lib/net10.0/Orbital.Client.xml");
        await CompileSampleAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Packages that others have already come from the machine's cache; ours come from the folder, and stay out of the cache.
    private async Task CompileSampleAsync()
    {
        var sample = _folder.CreateSubdirectory("sample");
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("samples", "Orbital.Client.Sample")))
            File.Copy(file, Path.Combine(sample.FullName, Path.GetFileName(file)));
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        await DotNetAsync(
            "build",
            sample.FullName,
            $"-p:RestoreAdditionalProjectSources={_folder.FullName}",
            $"-p:RestorePackagesPath={Path.Combine(_folder.FullName, "packages")}",
            $"-p:RestoreFallbackFolders={cache}");

        File.Exists(Path.Combine(sample.FullName, "bin", "Debug", "net10.0", "Orbital.Client.Sample.dll")).ShouldBeTrue();
    }

    private List<string> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(_folder.FullName, package));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private static async Task DotNetAsync(params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Patience);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [.. arguments, "-nologo", "--disable-build-servers"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, output);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
