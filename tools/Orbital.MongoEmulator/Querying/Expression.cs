using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>A compiled aggregation expression. Null is "missing", which is not the same as <see cref="BsonNull"/>.</summary>
internal delegate BsonValue? CompiledExpression(ExpressionScope scope);

/// <summary>What an expression may look at. The document is decoded when first asked for.</summary>
internal sealed class ExpressionScope(RawDocument document, DateTime now)
{
    private BsonDocument? _decoded;

    public BsonDocument Root => _decoded ??= document.ToBsonDocument();

    /// <summary><c>$$NOW</c>: one instant for a whole command.</summary>
    public BsonValue Now { get; } = new BsonDateTime(now);
}

/// <summary>Arithmetic and truth as aggregation has them.</summary>
internal static class Expression
{
    public static bool IsTrue(BsonValue? value) => value switch
    {
        null or BsonNull or BsonUndefined => false,
        BsonBoolean boolean => boolean.Value,
        { IsNumeric: true } number => number.ToDouble() != 0,
        _ => true,
    };

    public static bool IsNullish(BsonValue? value) => value is null or BsonNull or BsonUndefined;

    /// <summary>The values under a path: an array on the way gives the array of what its documents have.</summary>
    public static BsonValue? Lookup(BsonValue? value, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
            return value;
        if (value is BsonDocument document)
            return document.TryGetValue(path[0], out var field) ? Lookup(field, path[1..]) : null;
        if (value is not BsonArray array)
            return null;

        var found = new BsonArray();
        foreach (var item in array)
        {
            if (item is BsonDocument && Lookup(item, path) is { } below)
                found.Add(below);
        }

        return found;
    }

    /// <summary>Sum of numbers, of which one may be a date; null when anything is null or missing.</summary>
    public static BsonValue Add(BsonValue? left, BsonValue? right)
    {
        if (IsNullish(left) || IsNullish(right))
            return BsonNull.Value;
        if (left is BsonDateTime date)
            return new BsonDateTime(date.MillisecondsSinceEpoch + Milliseconds(right, "$add"));
        if (right is BsonDateTime)
            return Add(right, left);

        return Calculate(left!, right!, "$add", static (a, b) => checked(a + b), static (a, b) => a + b, decimal.Add);
    }

    public static BsonValue Subtract(BsonValue? left, BsonValue? right)
    {
        if (IsNullish(left) || IsNullish(right))
            return BsonNull.Value;
        if (left is BsonDateTime end && right is BsonDateTime start)
            return end.MillisecondsSinceEpoch - start.MillisecondsSinceEpoch;
        if (left is BsonDateTime date)
            return new BsonDateTime(date.MillisecondsSinceEpoch - Milliseconds(right, "$subtract"));

        return Calculate(left!, right!, "$subtract", static (a, b) => checked(a - b), static (a, b) => a - b, decimal.Subtract);
    }

    public static BsonValue Multiply(BsonValue? left, BsonValue? right) => IsNullish(left) || IsNullish(right)
        ? BsonNull.Value
        : Calculate(left!, right!, "$multiply", static (a, b) => checked(a * b), static (a, b) => a * b, decimal.Multiply);

    private static long Milliseconds(BsonValue? value, string name) => value is { IsNumeric: true }
        ? (long)Math.Round(value.ToDouble(), MidpointRounding.AwayFromZero)
        : throw new CommandException(16556, $"{name}: can't combine a date with {value?.BsonType}");

    /// <summary>The result has the wider type of the two; int overflows to long, and long to double.</summary>
    private static BsonValue Calculate(
        BsonValue left,
        BsonValue right,
        string name,
        Func<long, long, long> integers,
        Func<double, double, double> doubles,
        Func<decimal, decimal, decimal> decimals)
    {
        if (!left.IsNumeric || !right.IsNumeric)
            throw new CommandException(ErrorCodes.TypeMismatch, $"{name} only supports numeric or date types, not {left.BsonType} and {right.BsonType}");
        if (left.IsDecimal128 || right.IsDecimal128)
            return new BsonDecimal128(new Decimal128(decimals(left.ToDecimal(), right.ToDecimal())));
        if (left.IsDouble || right.IsDouble)
            return doubles(left.ToDouble(), right.ToDouble());

        try
        {
            var result = integers(left.ToInt64(), right.ToInt64());
            return left.IsInt32 && right.IsInt32 && result is >= int.MinValue and <= int.MaxValue ? (BsonValue)(int)result : result;
        }
        catch (OverflowException)
        {
            return doubles(left.ToDouble(), right.ToDouble());
        }
    }
}
