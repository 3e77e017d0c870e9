using System.Globalization;
using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>What changed between two versions, by dotted path, as an update event tells it.</summary>
internal sealed class UpdateDescription
{
    private readonly BsonDocument _updated = [];
    private readonly BsonArray _removed = [];
    private readonly BsonArray _truncated = [];

    public static BsonDocument Between(BsonDocument before, BsonDocument after)
    {
        var description = new UpdateDescription();
        description.Compare(before, after, "");
        return new BsonDocument
        {
            { "updatedFields", description._updated },
            { "removedFields", description._removed },
            { "truncatedArrays", description._truncated },
        };
    }

    private void Compare(BsonDocument before, BsonDocument after, string prefix)
    {
        foreach (var element in before)
        {
            if (!after.Contains(element.Name))
                _removed.Add(prefix + element.Name);
        }

        foreach (var element in after)
            Compare(before.TryGetValue(element.Name, out var old) ? old : null, element.Value, prefix + element.Name);
    }

    private void Compare(BsonValue? before, BsonValue after, string path)
    {
        if (before is BsonDocument { ElementCount: > 0 } oldFields && after is BsonDocument newFields)
            Compare(oldFields, newFields, path + ".");
        else if (before is BsonArray { Count: > 0 } oldItems && after is BsonArray newItems)
            Compare(oldItems, newItems, path);
        else if (before is null || before.BsonType != after.BsonType || !ValueOrder.Instance.Equals(before, after))
            _updated[path] = after;
    }

    private void Compare(BsonArray before, BsonArray after, string path)
    {
        if (after.Count < before.Count)
            _truncated.Add(new BsonDocument { { "field", path }, { "newSize", after.Count } });
        for (var i = 0; i < after.Count; i++)
            Compare(i < before.Count ? before[i] : null, after[i], path + "." + i.ToString(CultureInfo.InvariantCulture));
    }
}
