using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Querying;

/// <summary>Finds a collection's documents, in the order in which mongod would meet them.</summary>
internal static class DocumentSearch
{
    public static IEnumerable<StoredDocument> Find(StoredCollection? collection, Filter filter)
    {
        if (collection is null)
            return [];
        if (!filter.Source.TryGetValue("_id", out var condition))
            return collection.All.Where(document => filter.Matches(document.Document));
        if (IdsOf(condition) is { } ids)
            return ids.Select(collection.ById).OfType<StoredDocument>().Where(document => filter.Matches(document.Document));

        // A condition on _id makes mongod walk that index: pages by { _id: { $gt: … } } rely on it without a sort.
        return collection.All.Where(document => filter.Matches(document.Document)).OrderBy(document => document.Id, ValueOrder.Instance);
    }

    /// <summary>The ids that a condition names, in their order and each once; null when it is not of that kind.</summary>
    private static IEnumerable<BsonValue>? IdsOf(BsonValue condition)
    {
        if (condition is BsonRegularExpression)
            return null;
        if (condition is not BsonDocument { ElementCount: > 0 } document || !document.GetElement(0).Name.StartsWith('$'))
            return [condition];
        if (document.TryGetValue("$eq", out var only))
            return [only];
        if (document.TryGetValue("$in", out var choices) && choices is BsonArray array && !array.Any(item => item is BsonRegularExpression))
            return array.Distinct(ValueOrder.Instance).Order(ValueOrder.Instance);

        return null;
    }
}
