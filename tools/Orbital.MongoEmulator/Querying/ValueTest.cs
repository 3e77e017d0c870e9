using System.Text;
using System.Text.RegularExpressions;
using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>Tests of one value: $eq, the ranges, $in, $regex, $type, $mod.</summary>
internal static class ValueTest
{
    public static Func<RawValue, bool> Parse(BsonElement element, BsonDocument siblings) => element.Name switch
    {
        "$eq" => EqualTo(element.Value),
        "$gt" => Range(element.Value, static order => order > 0, orEqual: false),
        "$gte" => Range(element.Value, static order => order >= 0, orEqual: true),
        "$lt" => Range(element.Value, static order => order < 0, orEqual: false),
        "$lte" => Range(element.Value, static order => order <= 0, orEqual: true),
        "$in" => In(element.Value),
        "$regex" => Matching(ToRegex(element.Value, siblings)),
        "$type" => OfType(element.Value),
        "$mod" => Modulo(element.Value),
        _ => throw new CommandException(ErrorCodes.BadValue, $"unknown operator: {element.Name} (to this MongoDB emulator)"),
    };

    private static Func<RawValue, bool> EqualTo(BsonValue operand)
    {
        if (operand.BsonType is BsonType.Null)
            return static value => value.IsMissing || value.IsNull;

        var raw = RawValue.From(operand);
        var kind = ValueOrder.Kind(raw.Type);
        // Strings and ids are equal only byte for byte; numbers and what may hold numbers need the slow way.
        var onlyByBytes = raw.Type is BsonType.String or BsonType.ObjectId or BsonType.Boolean;
        return value =>
        {
            if (value.IsMissing || ValueOrder.Kind(value.Type) != kind)
                return false;
            if (value.Type == raw.Type && value.Bytes.Span.SequenceEqual(raw.Bytes.Span))
                return true;

            return !(onlyByBytes && value.Type == raw.Type) && ValueOrder.Instance.Equals(value.ToBsonValue(), operand);
        };
    }

    /// <summary>Compares only within one kind: no number is below a string. Null is in range of itself alone.</summary>
    private static Func<RawValue, bool> Range(BsonValue operand, Func<int, bool> accepts, bool orEqual)
    {
        if (operand is BsonRegularExpression)
            throw new CommandException(ErrorCodes.BadValue, "Can't have RegEx as arg to predicate over field");
        if (operand.BsonType == BsonType.Null)
            return value => orEqual && (value.IsMissing || value.IsNull);

        var kind = ValueOrder.Kind(operand.BsonType);
        var isNotANumber = operand is BsonDouble { Value: double.NaN };
        return value => !value.IsMissing
            && ValueOrder.Kind(value.Type) == kind
            && Compare(value.ToBsonValue()) is { } order && accepts(order);

        int? Compare(BsonValue value) => isNotANumber != value is BsonDouble { Value: double.NaN } ? null : ValueOrder.Instance.Compare(value, operand);
    }

    private static Func<RawValue, bool> In(BsonValue operand)
    {
        if (operand is not BsonArray choices)
            throw new CommandException(ErrorCodes.BadValue, "$in needs an array");

        var values = choices.Where(choice => choice is not BsonRegularExpression).ToHashSet(ValueOrder.Instance);
        var patterns = choices.OfType<BsonRegularExpression>().Select(choice => Matching(ToRegex(choice, []))).ToArray();
        var acceptsMissing = values.Contains(BsonNull.Value);
        return value => value.IsMissing
            ? acceptsMissing
            : values.Contains(value.ToBsonValue()) || Array.Exists(patterns, pattern => pattern(value));
    }

    private static Func<RawValue, bool> Matching(Regex regex) =>
        value => value.Type is BsonType.String or BsonType.Symbol && regex.IsMatch(Encoding.UTF8.GetString(value.Bytes.Span[4..^1]));

    private static Regex ToRegex(BsonValue pattern, BsonDocument siblings)
    {
        var (text, flags) = pattern switch
        {
            BsonRegularExpression regex => (regex.Pattern, regex.Options),
            BsonString literal => (literal.Value, ""),
            _ => throw new CommandException(ErrorCodes.BadValue, "$regex has to be a string"),
        };
        flags = siblings.GetValue("$options", flags).AsString;
        var options = RegexOptions.CultureInvariant;
        foreach (var flag in flags)
        {
            options |= flag switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                'u' => RegexOptions.None,
                _ => throw new CommandException(51108, $"invalid flag in regex options: {flag}"),
            };
        }

        try
        {
            return new Regex(text, options, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(51091, $"Regular expression is invalid: {exception.Message}");
        }
    }

    private static Func<RawValue, bool> OfType(BsonValue operand)
    {
        var accepted = (operand as BsonArray ?? [operand]).SelectMany(BsonTypeNames.Parse).ToHashSet();
        return value => !value.IsMissing && accepted.Contains(value.Type);
    }

    private static Func<RawValue, bool> Modulo(BsonValue operand)
    {
        if (operand is not BsonArray { Count: 2 } pair || pair[0].ToInt64() == 0)
            throw new CommandException(ErrorCodes.BadValue, "malformed mod: an array of divisor (not 0) and remainder is needed");

        var divisor = pair[0].ToInt64();
        var remainder = pair[1].ToInt64();
        return value => ValueOrder.Kind(value.Type) == 2 && value.ToBsonValue().ToInt64() % divisor == remainder;
    }
}
