using System.CommandLine;
using Orbital.ContractExport;

var folder = new Option<DirectoryInfo>("--to")
{
    Description = "The folder to write into: protos/ and openapi/ below it.", DefaultValueFactory = _ => new DirectoryInfo(Directory.GetCurrentDirectory()),
};
var export = new Command("export", "Writes the contract as files for other languages: .proto for gRPC, OpenAPI for REST.") { folder };
export.SetAction(async (parsed, cancellationToken) =>
{
    foreach (var (path, text) in await ExportedContract.FilesAsync(cancellationToken))
    {
        var file = new FileInfo(Path.Combine(parsed.GetValue(folder)!.FullName, path));
        file.Directory!.Create();
        await File.WriteAllTextAsync(file.FullName, text, cancellationToken);
        Console.WriteLine(path);
    }
});

return await new RootCommand("The contract for other languages.") { export }.Parse(args).InvokeAsync();
