using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>$push, $addToSet and $pull.</summary>
internal static class ArrayChanges
{
    public static Action<BsonDocument> Push(string path, BsonValue operand)
    {
        var items = ItemsOf("$push", operand);
        return document => ArrayAt(document, path, "$push").AddRange(items.Select(item => item.DeepClone()));
    }

    public static Action<BsonDocument> AddToSet(string path, BsonValue operand)
    {
        var items = ItemsOf("$addToSet", operand);
        return document =>
        {
            var array = ArrayAt(document, path, "$addToSet");
            foreach (var item in items.Where(item => !array.Contains(item, ValueOrder.Instance)))
                array.Add(item.DeepClone());
        };
    }

    /// <summary>Takes out the items that equal a value, meet operators, or (for documents) match a query.</summary>
    public static Action<BsonDocument> Pull(string path, BsonValue operand, DateTime now)
    {
        var isQuery = operand is BsonDocument { ElementCount: > 0 } query && !query.GetElement(0).Name.StartsWith('$');
        var filter = FilterParser.Parse(isQuery ? operand.AsBsonDocument : new BsonDocument("v", operand), now);
        return document =>
        {
            if (UpdatePath.Get(document, path) is not { } value)
                return;
            if (value is not BsonArray array)
                throw new CommandException(ErrorCodes.BadValue, "Cannot apply $pull to a non-array value");

            var kept = array.Where(item => !Matches(item)).ToList();
            UpdatePath.Set(document, path, new BsonArray(kept));
        };

        bool Matches(BsonValue item) => isQuery
            ? item is BsonDocument candidate && filter.Matches(RawDocument.From(candidate))
            : filter.Matches(RawDocument.From(new BsonDocument("v", item)));
    }

    private static BsonArray ItemsOf(string name, BsonValue operand)
    {
        if (operand is not BsonDocument { ElementCount: > 0 } document || !document.GetElement(0).Name.StartsWith('$'))
            return [operand];
        if (document.ElementCount == 1 && document.GetValue("$each", null) is BsonArray each)
            return each;

        throw CommandException.NotSupported($"{name} with other modifiers than $each");
    }

    private static BsonArray ArrayAt(BsonDocument document, string path, string name)
    {
        switch (UpdatePath.Get(document, path))
        {
            case BsonArray existing:
                return existing;
            case null:
                var created = new BsonArray();
                UpdatePath.Set(document, path, created);
                return created;
            case var other:
                throw new CommandException(ErrorCodes.BadValue, $"The field '{path}' must be an array for {name} but is of type {other.BsonType}");
        }
    }
}
