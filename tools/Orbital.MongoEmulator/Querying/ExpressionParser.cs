using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>
/// The expressions that a lease judged by the server's clock needs, and little more. An unknown one is refused when the
/// command is read, not when the first document meets it.
/// </summary>
internal static class ExpressionParser
{
    public static CompiledExpression Parse(BsonValue source) => source switch
    {
        BsonString { Value: var text } when text.StartsWith("$$", StringComparison.Ordinal) => ParseVariable(text),
        BsonString { Value: var text } when text.StartsWith('$') => ParsePath(text[1..]),
        BsonArray items => ParseArray(items),
        BsonDocument { ElementCount: > 0 } document when document.GetElement(0).Name.StartsWith('$') => ParseOperator(document),
        BsonDocument document => ParseObject(document),
        _ => _ => source,
    };

    private static CompiledExpression ParseVariable(string text)
    {
        var path = text.Split('.');
        return path[0] switch
        {
            "$$NOW" when path.Length == 1 => static scope => scope.Now,
            "$$REMOVE" when path.Length == 1 => static _ => null,
            "$$ROOT" or "$$CURRENT" => scope => Expression.Lookup(scope.Root, path.AsSpan(1)),
            _ => throw new CommandException(17276, $"Use of undefined variable: {text[2..]} (to this MongoDB emulator)"),
        };
    }

    private static CompiledExpression ParsePath(string text)
    {
        var path = new FieldPath(text).Names;
        return scope => Expression.Lookup(scope.Root, path);
    }

    private static CompiledExpression ParseArray(BsonArray items)
    {
        var parsed = items.Select(Parse).ToArray();
        return scope => new BsonArray(parsed.Select(item => item(scope) ?? BsonNull.Value));
    }

    private static CompiledExpression ParseObject(BsonDocument document)
    {
        var fields = document.Select(element => (element.Name, Value: Parse(element.Value))).ToArray();
        return scope =>
        {
            var result = new BsonDocument();
            foreach (var (name, value) in fields)
            {
                if (value(scope) is { } present)
                    result.Add(name, present);
            }

            return result;
        };
    }

    private static CompiledExpression ParseOperator(BsonDocument document)
    {
        var (name, operand) = (document.GetElement(0).Name, document[0]);
        if (document.ElementCount != 1)
            throw new CommandException(15983, $"An object representing an expression must have exactly one field: {document}");
        if (name == "$literal")
            return _ => operand;
        if (name == "$cond" && operand is BsonDocument branches)
            return ParseCondition([branches.GetValue("if", null), branches.GetValue("then", null), branches.GetValue("else", null)]);

        BsonValue[] arguments = operand is BsonArray array ? [.. array] : [operand];
        return name switch
        {
            "$add" => Fold(arguments, Expression.Add),
            "$multiply" => Fold(arguments, Expression.Multiply),
            "$subtract" => Pair(name, arguments, Expression.Subtract),
            "$cond" => ParseCondition(arguments),
            "$and" => Each(arguments, values => values.All(Expression.IsTrue)),
            "$or" => Each(arguments, values => values.Any(Expression.IsTrue)),
            "$not" when arguments.Length == 1 => Each(arguments, values => !Expression.IsTrue(values.First())),
            "$ifNull" when arguments.Length >= 2 => IfNull(arguments),
            "$max" => Extreme(arguments, sign: 1),
            "$min" => Extreme(arguments, sign: -1),
            "$eq" => Comparison(name, arguments, static order => order == 0),
            "$ne" => Comparison(name, arguments, static order => order != 0),
            "$gt" => Comparison(name, arguments, static order => order > 0),
            "$gte" => Comparison(name, arguments, static order => order >= 0),
            "$lt" => Comparison(name, arguments, static order => order < 0),
            "$lte" => Comparison(name, arguments, static order => order <= 0),
            "$cmp" => Comparison(name, arguments, static order => Math.Sign(order)),
            "$not" or "$ifNull" => throw WrongArguments(name, arguments),
            _ => throw new CommandException(ErrorCodes.InvalidPipelineOperator, $"Unrecognized expression '{name}' (to this MongoDB emulator)"),
        };
    }

    private static CompiledExpression ParseCondition(BsonValue?[] arguments)
    {
        if (arguments.Length != 3 || Array.Exists(arguments, argument => argument is null))
            throw new CommandException(17080, "$cond needs if, then and else");

        var (test, yes, no) = (Parse(arguments[0]!), Parse(arguments[1]!), Parse(arguments[2]!));
        return scope => Expression.IsTrue(test(scope)) ? yes(scope) : no(scope);
    }

    private static CompiledExpression IfNull(BsonValue[] arguments)
    {
        var parsed = arguments.Select(Parse).ToArray();
        return scope =>
        {
            BsonValue? value = null;
            foreach (var argument in parsed)
            {
                value = argument(scope);
                if (!Expression.IsNullish(value))
                    break;
            }

            return value;
        };
    }

    /// <summary>Of several values, or of the one array that is given; null and missing do not count.</summary>
    private static CompiledExpression Extreme(BsonValue[] arguments, int sign)
    {
        var parsed = arguments.Select(Parse).ToArray();
        return scope =>
        {
            var values = parsed.Select(argument => argument(scope)).ToList();
            IEnumerable<BsonValue?> candidates = values is [BsonArray only] ? only : values;
            return candidates.Where(value => !Expression.IsNullish(value)).Aggregate(
                (BsonValue)BsonNull.Value,
                (best, value) => best.IsBsonNull || ValueOrder.Instance.Compare(value, best) * sign > 0 ? value! : best);
        };
    }

    private static CompiledExpression Fold(BsonValue[] arguments, Func<BsonValue?, BsonValue?, BsonValue> combine)
    {
        var parsed = arguments.Select(Parse).ToArray();
        return parsed.Length == 0
            ? static _ => 0
            : scope => parsed.Skip(1).Aggregate(parsed[0](scope), (sum, argument) => combine(sum, argument(scope)));
    }

    private static CompiledExpression Pair(string name, BsonValue[] arguments, Func<BsonValue?, BsonValue?, BsonValue> combine)
    {
        if (arguments.Length != 2)
            throw WrongArguments(name, arguments);

        var (left, right) = (Parse(arguments[0]), Parse(arguments[1]));
        return scope => combine(left(scope), right(scope));
    }

    /// <summary>Compares any two values by MongoDB's order. Missing is below null: it is smaller than everything.</summary>
    private static CompiledExpression Comparison(string name, BsonValue[] arguments, Func<int, BsonValue> judge) =>
        Pair(name, arguments, (left, right) => judge((left, right) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            _ => ValueOrder.Instance.Compare(left, right),
        }));

    private static CompiledExpression Each(BsonValue[] arguments, Func<IEnumerable<BsonValue?>, BsonValue> judge)
    {
        var parsed = arguments.Select(Parse).ToArray();
        return scope => judge(parsed.Select(argument => argument(scope)));
    }

    private static CommandException WrongArguments(string name, BsonValue[] arguments) =>
        new(16020, $"Expression {name} does not take {arguments.Length} arguments");
}
