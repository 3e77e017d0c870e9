using MongoDB.Bson;

namespace Orbital.MongoEmulator.Querying;

/// <summary>What an upsert's new document takes over from the query: the fields that it asks to be equal to something.</summary>
internal static class UpsertSeed
{
    public static BsonDocument From(BsonDocument query)
    {
        var seed = new BsonDocument();
        foreach (var (path, value) in Equalities(query))
            UpdatePath.Set(seed, path, value);

        return seed;
    }

    public static BsonDocument IdOnly(BsonDocument query) =>
        From(new BsonDocument(Equalities(query).Where(field => field.Path == "_id").Take(1).Select(field => new BsonElement("_id", field.Value))));

    private static IEnumerable<(string Path, BsonValue Value)> Equalities(BsonDocument query)
    {
        foreach (var element in query)
        {
            if (element.Name == "$and" && element.Value is BsonArray all)
            {
                foreach (var field in all.OfType<BsonDocument>().SelectMany(Equalities))
                    yield return field;
            }
            else if (!element.Name.StartsWith('$') && EqualityOf(element.Value) is { } value)
            {
                yield return (element.Name, value);
            }
        }
    }

    private static BsonValue? EqualityOf(BsonValue condition)
    {
        if (condition is BsonRegularExpression)
            return null;
        if (condition is not BsonDocument { ElementCount: > 0 } document || !document.GetElement(0).Name.StartsWith('$'))
            return condition;
        if (document.TryGetValue("$eq", out var value))
            return value;

        return document.TryGetValue("$in", out var choices) && choices is BsonArray { Count: 1 } only ? only[0] : null;
    }
}
