using System.Diagnostics;
using System.Xml.Linq;

namespace Orbital.Architecture.Tests;

/// <summary>What packages come to a machine is written down, and is what the files say.</summary>
public sealed class SupplyTests
{
    private static readonly string Root = RepositoryFiles.Root;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_of_licences_is_that_of_the_lock_files()
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Root, "tools", "licences", "licences.mjs"), "--check"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var problem = await node.StandardError.ReadToEndAsync(Ct);
        await node.WaitForExitAsync(Ct);

        node.ExitCode.ShouldBe(0, problem);
    }

    [Fact]
    public async Task Every_package_that_we_ask_for_is_pinned_exactly_and_stands_in_the_list_of_licences()
    {
        var licences = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "licences.md"), Ct);
        var packages = XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => (Name: package.Attribute("Include")!.Value, Version: package.Attribute("Version")!.Value)).ToList();

        packages.Count.ShouldBeGreaterThan(40);
        packages.Where(package => package.Version.Contains('*', StringComparison.Ordinal) || package.Version.Contains('[', StringComparison.Ordinal)).ShouldBeEmpty();
        // The second group of the file only holds versions together: not all of them come.
        packages.Where(package => IsAskedFor(package.Name) && !licences.Contains($"| {package.Name} | {package.Version} |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_has_its_lock_file()
    {
        var without = ProjectFiles().Select(project => Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")).Where(path => !File.Exists(path));

        without.ShouldBeEmpty();
    }

    private static bool IsAskedFor(string package) => ProjectFiles()
        .Concat([Path.Combine(Root, "Directory.Build.props"), Path.Combine(Root, "tests", "Directory.Build.props")])
        .Any(file => XDocument.Load(file).Descendants("PackageReference").Any(reference => reference.Attribute("Include")?.Value == package));

    private static IEnumerable<string> ProjectFiles() => new[] { "src", "tests", "tools", "bench" }
        .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(Root, folder)))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"));
}
