using MongoDB.Bson;
using Orbital.Domain.OrderManagement;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>The fields that are read beside those of an order, because settings name them.</summary>
/// <param name="Cancellation">How a document says that it is cancelled.</param>
/// <param name="RoutedBy">Paths of the fields that choose a kitchen.</param>
internal sealed record SourceFields(CancellationMark Cancellation, IReadOnlyList<string> RoutedBy)
{
    public IEnumerable<string> Paths => Cancellation.Field.Length == 0 ? RoutedBy : [Cancellation.Field, .. RoutedBy];

    /// <summary>What the document holds in the fields that choose a kitchen, as far as they are there.</summary>
    public IReadOnlyDictionary<string, string> ReadRouting(BsonDocument document)
    {
        var found = new Dictionary<string, string>(RoutedBy.Count, StringComparer.Ordinal);
        foreach (var path in RoutedBy)
        {
            if (FieldPath.Read(document, path) is { } value)
                found[path] = value;
        }

        return found.Count == 0 ? SourceDocument.NoFields : found;
    }
}

/// <summary>A field of a document by its path, with dots.</summary>
internal static class FieldPath
{
    /// <summary>The value as text; null when there is none, or more than one.</summary>
    public static string? Read(BsonDocument document, string path)
    {
        BsonValue value = document;
        foreach (var name in path.Split('.'))
            value = value is BsonDocument parent ? parent.GetValue(name, BsonNull.Value) : BsonNull.Value;
        return value is BsonNull or BsonDocument or BsonArray ? null : value.ToString();
    }

    /// <summary>Whether one path lies in the other's value, so that MongoDB does not take both.</summary>
    public static bool IsWithin(string path, string other) => path.StartsWith(other + ".", StringComparison.Ordinal);
}
