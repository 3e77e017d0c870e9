using System.IO.Compression;
using System.Xml.Linq;
using Orbital.AppHost;

namespace Orbital.Client.Tests;

/// <summary>The packages as others get them.</summary>
public sealed class PackageTests(PackedCopy copy) : IClassFixture<PackedCopy>
{
    [Fact]
    public async Task They_carry_symbols_documentation_and_a_readme_and_a_program_elsewhere_compiles_against_them()
    {
        var contracts = Entries($"Orbital.Contracts.{PackedCopy.Version}.nupkg");
        contracts.ShouldContain("README.md");
        foreach (var framework in new[] { "netstandard2.0", "net10.0" })
        {
            contracts.ShouldContain($"lib/{framework}/Orbital.Contracts.dll");
            contracts.ShouldContain($"lib/{framework}/Orbital.Contracts.xml");
            Entries($"Orbital.Contracts.{PackedCopy.Version}.snupkg").ShouldContain($"lib/{framework}/Orbital.Contracts.pdb");
        }

        var client = Entries($"Orbital.Client.{PackedCopy.Version}.nupkg");
        client.ShouldContain("README.md");
        client.ShouldContain("lib/net10.0/Orbital.Client.xml");
        await CompileSampleAsync();
    }

    [Theory]
    [InlineData("Orbital.Contracts")]
    [InlineData("Orbital.Client")]
    public void They_say_their_version_their_licence_and_what_they_are_for(string package)
    {
        using var archive = Open($"{package}.{PackedCopy.Version}.nupkg");
        using var file = archive.GetEntry($"{package}.nuspec")!.Open();
        var facts = XDocument.Load(file).Root!.Elements().Single().Elements().ToDictionary(fact => fact.Name.LocalName);

        facts["version"].Value.ShouldBe(PackedCopy.Version);
        facts["license"].Value.ShouldBe("Apache-2.0");
        facts["license"].Attribute("type")!.Value.ShouldBe("expression");
        facts["description"].Value.ShouldNotBeNullOrWhiteSpace();
        facts["copyright"].Value.ShouldContain("Orbital contributors");
        var needed = facts["dependencies"].Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(needed => (Id: needed.Attribute("id")!.Value, Version: needed.Attribute("version")!.Value)).ToList();
        needed.ShouldNotContain(other => other.Id == "MinVer");
        needed.Where(other => other.Id.StartsWith("Orbital.", StringComparison.Ordinal))
            .ShouldAllBe(other => other.Version == PackedCopy.Version);
    }

    [Fact]
    public async Task The_version_follows_the_tag_and_there_is_one_without_tags_and_without_git()
    {
        (await copy.VersionNowAsync()).ShouldBe(PackedCopy.Version);

        await copy.CommitAsync();
        (await copy.VersionNowAsync()).ShouldBe("0.47.12-alpha.0.1");

        await copy.GitAsync("tag", "v0.48.0");
        (await copy.VersionNowAsync()).ShouldBe("0.48.0");

        await copy.GitAsync("tag", "--delete", "v0.48.0", $"v{PackedCopy.Version}");
        (await copy.VersionNowAsync()).ShouldMatch(@"^0\.2\.0-alpha\.0\.\d+$");

        Directory.Delete(Path.Combine(copy.Folder, ".git"), recursive: true);
        (await copy.VersionNowAsync()).ShouldBe("0.2.0-alpha.0");
    }

    // Packages that others have already come from the machine's cache; ours come from the folder, and stay out of the cache.
    private async Task CompileSampleAsync()
    {
        var sample = Directory.CreateDirectory(Path.Combine(copy.Packages, "sample"));
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("samples", "Orbital.Client.Sample")))
            File.Copy(file, Path.Combine(sample.FullName, Path.GetFileName(file)));
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        await PackedCopy.DotNetAsync(
            "build",
            sample.FullName,
            $"-p:RestoreAdditionalProjectSources={copy.Packages}",
            $"-p:RestorePackagesPath={Path.Combine(copy.Packages, "restored")}",
            $"-p:RestoreFallbackFolders={cache}");

        File.Exists(Path.Combine(sample.FullName, "bin", "Debug", "net10.0", "Orbital.Client.Sample.dll")).ShouldBeTrue();
    }

    private List<string> Entries(string package)
    {
        using var archive = Open(package);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private ZipArchive Open(string package) => ZipFile.OpenRead(Path.Combine(copy.Packages, package));
}
