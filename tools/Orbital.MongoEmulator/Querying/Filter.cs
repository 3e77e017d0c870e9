using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>A compiled query: it looks at bytes and decodes only what it compares.</summary>
internal sealed class Filter(Func<RawDocument, bool> matches, BsonDocument source)
{
    /// <summary>The query as it came.</summary>
    public BsonDocument Source { get; } = source;

    public bool Matches(RawDocument document) => matches(document);
}
