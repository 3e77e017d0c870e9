using MongoDB.Bson;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>How a source document says that nobody wants its order any more.</summary>
/// <param name="Field">Path of the field, with dots; empty when documents never say so.</param>
/// <param name="Values">What the field holds then, in any case.</param>
internal sealed record CancellationMark(string Field, IReadOnlyList<string> Values)
{
    public bool IsOn(BsonDocument document) =>
        Field.Length > 0 && FieldPath.Read(document, Field) is { } value && Values.Contains(value, StringComparer.OrdinalIgnoreCase);
}
