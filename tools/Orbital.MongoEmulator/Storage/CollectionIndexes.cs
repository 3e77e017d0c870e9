using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Storage;

/// <summary>
/// A collection's indexes. Only a unique one has an effect: all others are kept to be listed, since what they speed up
/// is small here.
/// </summary>
internal sealed class CollectionIndexes
{
    private readonly List<CollectionIndex> _indexes = [];

    public static BsonDocument IdIndex => new() { { "v", 2 }, { "key", new BsonDocument("_id", 1) }, { "name", "_id_" } };

    public int Count => _indexes.Count + 1;

    public IEnumerable<BsonDocument> Specifications => _indexes.Select(index => index.Specification).Prepend(IdIndex);

    public IEnumerable<CollectionIndex> Secondary => _indexes;

    /// <summary>Adds an index over what is there. Nothing is added when the documents have duplicates.</summary>
    public void Add(CollectionIndex index, StoredCollection collection)
    {
        foreach (var document in collection.All)
            index.Insert(collection.Namespace, document.Id, index.KeysOf(document.Document));

        _indexes.Add(index);
    }

    public void Remove(CollectionIndex index) => _indexes.Remove(index);

    public void Clear() => _indexes.Clear();

    /// <summary>Moves a document's keys. All unique keys are checked before the first one is changed.</summary>
    public void Replace(Namespace ns, BsonValue id, RawDocument? before, RawDocument? after)
    {
        if (_indexes.Count == 0)
            return;

        if (after is { } content)
        {
            foreach (var index in _indexes)
                index.Check(ns, id, index.KeysOf(content));
        }

        foreach (var index in _indexes)
        {
            if (before is { } old)
                index.Remove(index.KeysOf(old));
            if (after is { } added)
                index.Insert(ns, id, index.KeysOf(added));
        }
    }

    public static CommandException Duplicate(Namespace ns, string index, BsonDocument pattern, BsonDocument key) =>
        new(ErrorCodes.DuplicateKey, $"E11000 duplicate key error collection: {ns} index: {index} dup key: {{ {string.Join(", ", key.Select(e => $"{e.Name}: {e.Value.ToJson()}"))} }}")
        {
            Details = new BsonDocument { { "keyPattern", pattern }, { "keyValue", key } },
        };
}
