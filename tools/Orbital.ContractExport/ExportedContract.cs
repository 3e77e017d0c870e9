using Orbital.Contracts;

namespace Orbital.ContractExport;

/// <summary>The files that callers in other languages compile.</summary>
internal static class ExportedContract
{
    /// <summary>Each file's path from the root of the repository, and its text.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FilesAsync(CancellationToken cancellationToken)
    {
        var documentation = ContractDocumentation.Of(typeof(ProtoSchema).Assembly);
        var files = ProtoSchema.Files.ToDictionary(file => $"protos/{file.Path}", file => new ProtoText(documentation).Of(file));
        files.Add("openapi/kitchen.v1.json", await OpenApiText.OfKitchenAsync(cancellationToken));
        return files;
    }
}
