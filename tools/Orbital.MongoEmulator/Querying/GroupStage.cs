using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>$group with the accumulators $sum, $min, $max, $first and $last.</summary>
internal static class GroupStage
{
    private delegate BsonValue Accumulator(BsonValue? current, BsonValue? value);

    public static Func<IEnumerable<RawDocument>, IEnumerable<RawDocument>> Parse(BsonDocument source, DateTime now)
    {
        if (!source.TryGetValue("_id", out var id))
            throw new CommandException(15955, "a group specification must include an _id");

        var key = ExpressionParser.Parse(id);
        var fields = source.Where(element => element.Name != "_id").Select(ParseField).ToArray();
        return documents => Run(documents, key, fields, now);
    }

    private static IEnumerable<RawDocument> Run(
        IEnumerable<RawDocument> documents, CompiledExpression key, (string Name, Accumulator Add, CompiledExpression Value)[] fields, DateTime now)
    {
        var groups = new Dictionary<BsonValue, BsonValue?[]>(ValueOrder.Instance);
        foreach (var document in documents)
        {
            var scope = new ExpressionScope(document, now);
            var id = key(scope) ?? BsonNull.Value;
            if (!groups.TryGetValue(id, out var totals))
                groups.Add(id, totals = new BsonValue?[fields.Length]);
            for (var i = 0; i < fields.Length; i++)
                totals[i] = fields[i].Add(totals[i], fields[i].Value(scope));
        }

        foreach (var (id, totals) in groups)
        {
            var result = new BsonDocument("_id", id);
            for (var i = 0; i < fields.Length; i++)
                result.Add(fields[i].Name, totals[i]);

            yield return RawDocument.From(result);
        }
    }

    private static (string, Accumulator, CompiledExpression) ParseField(BsonElement field)
    {
        if (field.Value is not BsonDocument { ElementCount: 1 } specification)
            throw new CommandException(40234, $"The field '{field.Name}' must be an accumulator object");

        Accumulator add = specification.GetElement(0).Name switch
        {
            "$sum" => static (total, value) => value is { IsNumeric: true } ? Expression.Add(total ?? 0, value) : total ?? 0,
            "$min" => static (best, value) => Better(best, value, sign: -1),
            "$max" => static (best, value) => Better(best, value, sign: 1),
            "$first" => static (first, value) => first ?? value ?? BsonNull.Value,
            "$last" => static (_, value) => value ?? BsonNull.Value,
            var name => throw new CommandException(15952, $"unknown group operator '{name}' (to this MongoDB emulator)"),
        };
        return (field.Name, add, ExpressionParser.Parse(specification[0]));
    }

    private static BsonValue Better(BsonValue? best, BsonValue? value, int sign)
    {
        if (Expression.IsNullish(value))
            return best ?? BsonNull.Value;

        return Expression.IsNullish(best) || ValueOrder.Instance.Compare(value, best) * sign > 0 ? value! : best!;
    }
}
