using System.Globalization;
using System.Text;
using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>A dotted path, and MongoDB's way of following it through arrays.</summary>
internal sealed class FieldPath
{
    private readonly byte[][] _names;
    private readonly int[] _indexes;

    public FieldPath(string text)
    {
        Text = text;
        Names = text.Split('.');
        if (Array.Exists(Names, name => name.Length == 0))
            throw new CommandException(ErrorCodes.BadValue, $"the field path '{text}' has an empty part");

        _names = [.. Names.Select(Encoding.UTF8.GetBytes)];
        _indexes = [.. Names.Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var i) ? i : -1)];
    }

    public string Text { get; }

    public string[] Names { get; }

    /// <summary>
    /// Whether the test holds for anything the path leads to. An array on the way stands for each document in it; an array
    /// at the end for itself and, when <paramref name="expandLast"/>, each of its items. Nothing there is "missing".
    /// </summary>
    public bool Any(RawDocument document, Func<RawValue, bool> test, bool expandLast) => Any(document, 0, test, expandLast);

    /// <summary>The values that an index of this path holds for the document.</summary>
    public IReadOnlyList<BsonValue> IndexedValues(RawDocument document)
    {
        var found = new List<BsonValue>();
        Any(document, Collect, expandLast: false);
        return found;

        bool Collect(RawValue value)
        {
            if (value.Type == BsonType.Array)
                found.AddRange(value.ToBsonValue().AsBsonArray);
            else if (!value.IsMissing)
                found.Add(value.ToBsonValue());

            return false;
        }
    }

    private bool Any(RawDocument document, int depth, Func<RawValue, bool> test, bool expandLast)
    {
        if (!document.TryGet(_names[depth], out var value))
            return test(RawValue.Missing);

        return Follow(value, depth + 1, test, expandLast);
    }

    private bool Follow(RawValue value, int depth, Func<RawValue, bool> test, bool expandLast)
    {
        if (depth == _names.Length)
            return (expandLast && value.Type == BsonType.Array && AnyItem(value.AsDocument(), test)) || test(value);

        return value.Type switch
        {
            BsonType.Document => Any(value.AsDocument(), depth, test, expandLast),
            BsonType.Array => AnyThrough(value.AsDocument(), depth, test, expandLast),
            _ => test(RawValue.Missing),
        };
    }

    private bool AnyThrough(RawDocument array, int depth, Func<RawValue, bool> test, bool expandLast)
    {
        var index = 0;
        foreach (var item in array)
        {
            if (item.Value.Type == BsonType.Document && Any(item.Value.AsDocument(), depth, test, expandLast))
                return true;
            if (index == _indexes[depth] && Follow(item.Value, depth + 1, test, expandLast))
                return true;

            index++;
        }

        return false;
    }

    private static bool AnyItem(RawDocument array, Func<RawValue, bool> test)
    {
        foreach (var item in array)
        {
            if (test(item.Value))
                return true;
        }

        return false;
    }
}
