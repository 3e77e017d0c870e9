using System.Text.Json;
using System.Text.Json.Nodes;
using Orbital.AppHost;
using Orbital.Testing;

namespace Orbital.ContractExport.Tests;

/// <summary>What other languages compile is what the services speak.</summary>
public sealed class ExportedFilesTests
{
    private static readonly string[] Folders = ["protos", "openapi"];

    [Fact]
    public async Task The_files_of_the_repository_are_those_of_the_contract()
    {
        var exported = await ExportedContract.FilesAsync(TestContext.Current.CancellationToken);

        exported.Keys.Order(StringComparer.Ordinal).ShouldBe(Folders.SelectMany(FilesIn).Order(StringComparer.Ordinal));
        foreach (var (path, text) in exported)
        {
            (await File.ReadAllTextAsync(Repository.PathOf(path), TestContext.Current.CancellationToken))
                .ShouldBe(text, $"{path}: run dotnet run --project tools/Orbital.ContractExport -- export");
        }
    }

    [Fact]
    public async Task The_description_of_the_rest_api_has_its_routes_and_their_bodies()
    {
        var exported = await ExportedContract.FilesAsync(TestContext.Current.CancellationToken);

        var document = JsonElement.Parse(exported["openapi/kitchen.v1.json"]);
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        paths.ShouldContain("/api/v1/batch-items/{id}/complete");
        paths.ShouldContain("/api/v1/stations/{name}/batching-policy");
        paths.ShouldContain("/api/v1/events");
        document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ShouldContain("BatchItemView");
    }

    [Fact]
    public async Task The_description_of_the_rest_api_is_what_a_kitchen_serves()
    {
        // It describes itself also while its database is away.
        var http = FreePort.Next();
        await using var kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:PostgreSQL"] = $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=nothing",
            ["Kitchen:HttpPort"] = $"{http}",
            ["Kitchen:GrpcPort"] = $"{FreePort.Next()}",
        });
        await kitchen.WaitUntilAnswersAsync($"http://127.0.0.1:{http}/ping");
        using var client = new HttpClient();

        var served = await client.GetStringAsync($"http://127.0.0.1:{http}/openapi/v1.json", TestContext.Current.CancellationToken);

        var exported = await File.ReadAllTextAsync(Repository.PathOf("openapi", "kitchen.v1.json"), TestContext.Current.CancellationToken);
        WithoutServers(served).ShouldBe(WithoutServers(exported));
    }

    [Fact]
    public async Task Every_line_of_a_proto_file_fits_the_page_and_every_field_has_its_comment()
    {
        var protos = (await ExportedContract.FilesAsync(TestContext.Current.CancellationToken)).Where(file => file.Key.EndsWith(".proto", StringComparison.Ordinal));

        foreach (var (path, text) in protos)
        {
            var lines = text.Split('\n');
            lines.ShouldAllBe(line => line.Length <= 120, path);
            for (var i = 1; i < lines.Length; i++)
            {
                if (lines[i].EndsWith(';') && lines[i].StartsWith("  ", StringComparison.Ordinal))
                    lines[i - 1].ShouldStartWith("  // ", Case.Sensitive, $"{path}: {lines[i]}");
            }
        }
    }

    // Where it runs is not part of the contract.
    private static string WithoutServers(string description)
    {
        var document = JsonNode.Parse(description)!.AsObject();
        document.Remove("servers");
        return document.ToString();
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.PathOf("."), file).Replace('\\', '/'));
}
