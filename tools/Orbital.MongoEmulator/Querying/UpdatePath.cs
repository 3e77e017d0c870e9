using System.Globalization;
using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Querying;

/// <summary>Reads and changes what is under a dotted path; a number is an index where there is an array.</summary>
internal static class UpdatePath
{
    public static BsonValue? Get(BsonDocument document, string path)
    {
        BsonValue? current = document;
        foreach (var name in path.Split('.'))
            current = Child(current, name);

        return current;
    }

    /// <summary>Makes the documents on the way that are missing.</summary>
    public static void Set(BsonDocument document, string path, BsonValue value)
    {
        var names = path.Split('.');
        BsonValue current = document;
        foreach (var name in names[..^1])
        {
            var next = Child(current, name);
            if (next is null)
                SetChild(current, name, next = new BsonDocument(), path);

            current = next;
        }

        SetChild(current, names[^1], value, path);
    }

    /// <summary>An item of an array becomes null, so that the others keep their places.</summary>
    public static void Unset(BsonDocument document, string path)
    {
        var names = path.Split('.');
        BsonValue? parent = document;
        foreach (var name in names[..^1])
            parent = Child(parent, name);

        if (parent is BsonDocument fields)
            fields.Remove(names[^1]);
        else if (parent is BsonArray items && IndexOf(names[^1]) is { } index && index < items.Count)
            items[index] = BsonNull.Value;
    }

    private static BsonValue? Child(BsonValue? parent, string name) => parent switch
    {
        BsonDocument document => document.TryGetValue(name, out var value) ? value : null,
        BsonArray array => IndexOf(name) is { } index && index < array.Count ? array[index] : null,
        _ => null,
    };

    private static void SetChild(BsonValue parent, string name, BsonValue value, string path)
    {
        if (parent is BsonDocument document)
        {
            document[name] = value;
            return;
        }

        if (parent is not BsonArray array || IndexOf(name) is not { } index)
            throw new CommandException(ErrorCodes.PathNotViable, $"Cannot create field '{name}' of '{path}' in element {parent}");

        while (array.Count <= index)
            array.Add(BsonNull.Value);
        array[index] = value;
    }

    private static int? IndexOf(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= 1_500_000 ? index : null;
}
