using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>A compiled sort. It is stable, so equal documents stay in the order in which they were found.</summary>
internal sealed class SortOrder
{
    private readonly (FieldPath Path, int Direction)[] _keys;

    private SortOrder((FieldPath, int)[] keys) => _keys = keys;

    public static SortOrder Parse(BsonDocument source) => new([.. source.Select(ParseKey)]);

    public IEnumerable<T> Apply<T>(IEnumerable<T> items, Func<T, RawDocument> document)
    {
        if (_keys.Length == 0)
            return items;

        var keyed = items.Select(item => (Item: item, Keys: _keys.Select(key => KeyOf(document(item), key)).ToArray())).ToList();
        return keyed.OrderBy(entry => entry.Keys, Comparer<BsonValue[]>.Create(Compare)).Select(entry => entry.Item);
    }

    private int Compare(BsonValue[] left, BsonValue[] right)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            var order = ValueOrder.Instance.Compare(left[i], right[i]);
            if (order != 0)
                return order * _keys[i].Direction;
        }

        return 0;
    }

    /// <summary>Of an array counts the smallest item, or the largest when sorting downwards.</summary>
    private static BsonValue KeyOf(RawDocument document, (FieldPath Path, int Direction) key)
    {
        var values = key.Path.IndexedValues(document);
        return values.Count switch
        {
            0 => BsonNull.Value,
            1 => values[0],
            _ => key.Direction > 0 ? values.Min(ValueOrder.Instance)! : values.Max(ValueOrder.Instance)!,
        };
    }

    private static (FieldPath, int) ParseKey(BsonElement element)
    {
        if (!element.Value.IsNumeric || Math.Abs(element.Value.ToDouble()) != 1)
            throw new CommandException(15975, $"$sort key ordering must be 1 (for ascending) or -1 (for descending): {element}");
        if (element.Name.StartsWith('$'))
            throw CommandException.NotSupported($"sorting by {element.Name}");

        return (new FieldPath(element.Name), element.Value.ToInt32());
    }
}
