using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>The common update operators. Each is compiled to one change of a document.</summary>
internal static class UpdateOperators
{
    public static Func<BsonDocument, bool, BsonDocument> Parse(BsonDocument operators, DateTime now)
    {
        var changes = new List<(bool OnlyOnInsert, Action<BsonDocument> Change)>();
        var paths = new List<string>();
        foreach (var group in operators)
        {
            if (group.Value is not BsonDocument fields)
                throw new CommandException(ErrorCodes.FailedToParse, $"Modifiers operate on fields but we found type {group.Value.BsonType} instead");

            // mongod goes through the fields of one operator in this order, so new ones are added in it.
            foreach (var field in fields.OrderBy(field => field.Name, StringComparer.Ordinal))
            {
                CheckPath(field.Name, paths);
                changes.Add((group.Name == "$setOnInsert", ParseChange(group.Name, field, now)));
            }
        }

        return (document, isInsert) =>
        {
            foreach (var (_, change) in changes.Where(change => isInsert || !change.OnlyOnInsert))
                change(document);

            return document;
        };
    }

    private static Action<BsonDocument> ParseChange(string name, BsonElement field, DateTime now)
    {
        var (path, operand) = (field.Name, field.Value);
        return name switch
        {
            "$set" or "$setOnInsert" => document => UpdatePath.Set(document, path, operand.DeepClone()),
            "$unset" => document => UpdatePath.Unset(document, path),
            "$inc" => Arithmetic(name, path, operand, whenMissing: operand, Expression.Add),
            "$mul" => Arithmetic(name, path, operand, whenMissing: 0, Expression.Multiply),
            "$min" => Extreme(path, operand, sign: -1),
            "$max" => Extreme(path, operand, sign: 1),
            "$currentDate" => CurrentDate(path, operand, now),
            "$push" => ArrayChanges.Push(path, operand),
            "$addToSet" => ArrayChanges.AddToSet(path, operand),
            "$pull" => ArrayChanges.Pull(path, operand, now),
            _ => throw new CommandException(ErrorCodes.FailedToParse, $"Unknown modifier: {name} (to this MongoDB emulator)"),
        };
    }

    private static Action<BsonDocument> Arithmetic(
        string name, string path, BsonValue operand, BsonValue whenMissing, Func<BsonValue?, BsonValue?, BsonValue> calculate)
    {
        if (!operand.IsNumeric)
            throw new CommandException(ErrorCodes.TypeMismatch, $"Cannot {name} with non-numeric argument: {{{path}: {operand}}}");

        return document =>
        {
            var current = UpdatePath.Get(document, path);
            if (current is { IsNumeric: false })
            {
                throw new CommandException(
                    ErrorCodes.TypeMismatch, $"Cannot apply {name} to a value of non-numeric type. The field '{path}' is of type {current.BsonType}");
            }

            UpdatePath.Set(document, path, current is null ? whenMissing : calculate(current, operand));
        };
    }

    private static Action<BsonDocument> Extreme(string path, BsonValue operand, int sign) => document =>
    {
        var current = UpdatePath.Get(document, path);
        if (current is null || ValueOrder.Instance.Compare(operand, current) * sign > 0)
            UpdatePath.Set(document, path, operand.DeepClone());
    };

    private static Action<BsonDocument> CurrentDate(string path, BsonValue operand, DateTime now)
    {
        var wantsDate = operand.IsBoolean || (operand is BsonDocument type && type.GetValue("$type", "") == "date");
        if (!wantsDate)
            throw CommandException.NotSupported($"$currentDate with {operand}");

        return document => UpdatePath.Set(document, path, new BsonDateTime(now));
    }

    /// <summary>Two changes of one path, or of one inside the other, have no order that both could mean.</summary>
    private static void CheckPath(string path, List<string> paths)
    {
        var names = new FieldPath(path).Names;
        if (Array.Exists(names, name => name.StartsWith('$')))
            throw CommandException.NotSupported($"the positional or dollar-prefixed path '{path}' in an update");

        foreach (var other in paths)
        {
            if (path == other || path.StartsWith(other + ".", StringComparison.Ordinal) || other.StartsWith(path + ".", StringComparison.Ordinal))
            {
                throw new CommandException(
                    ErrorCodes.ConflictingUpdateOperators, $"Updating the path '{path}' would create a conflict at '{other}'");
            }
        }

        paths.Add(path);
    }
}
