using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Querying;

namespace Orbital.MongoEmulator.Storage;

/// <summary>One index besides <c>_id</c>; it holds keys only when it is unique.</summary>
internal sealed class CollectionIndex(BsonDocument specification)
{
    private readonly Dictionary<BsonValue, BsonValue> _owners = new(ValueOrder.Instance);
    private readonly FieldPath[] _paths = [.. specification["key"].AsBsonDocument.Names.Select(name => new FieldPath(name))];
    private readonly bool _sparse = specification.GetValue("sparse", false).ToBoolean();

    public BsonDocument Specification { get; } = specification;

    public string Name => Specification["name"].AsString;

    public BsonDocument Key => Specification["key"].AsBsonDocument;

    private bool IsUnique { get; } = specification.GetValue("unique", false).ToBoolean();

    /// <summary>A document's keys: one, or one for each item of an array. A missing field counts as null.</summary>
    public IReadOnlyList<BsonArray> KeysOf(RawDocument document)
    {
        if (!IsUnique)
            return [];

        var values = _paths.Select(path => path.IndexedValues(document)).ToList();
        if (_sparse && values.TrueForAll(found => found.Count == 0))
            return [];

        IEnumerable<BsonArray> keys = [[]];
        foreach (var found in values)
        {
            var choices = found.Count == 0 ? [BsonNull.Value] : found;
            keys = keys.SelectMany(key => choices.Select(value => new BsonArray(key) { value })).ToList();
        }

        return [.. keys.Distinct<BsonValue>(ValueOrder.Instance).Cast<BsonArray>()];
    }

    public void Check(Namespace ns, BsonValue id, IEnumerable<BsonArray> keys)
    {
        foreach (var key in keys)
        {
            if (_owners.TryGetValue(key, out var owner) && !ValueOrder.Instance.Equals(owner, id))
                throw CollectionIndexes.Duplicate(ns, Name, Key, new BsonDocument(Key.Names.Zip(key, (name, value) => new BsonElement(name, value))));
        }
    }

    public void Insert(Namespace ns, BsonValue id, IReadOnlyList<BsonArray> keys)
    {
        Check(ns, id, keys);
        foreach (var key in keys)
            _owners[key] = id;
    }

    public void Remove(IEnumerable<BsonArray> keys)
    {
        foreach (var key in keys)
            _owners.Remove(key);
    }
}
