using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Querying;

/// <summary>
/// Reads a projection as strictly as mongod: what mixes inclusion and exclusion, or names a path twice, is refused.
/// </summary>
internal static class ProjectionParser
{
    private enum Kind
    {
        Include,
        Exclude,
        Compute,
    }

    public static Projection Parse(BsonDocument source, DateTime now)
    {
        var fields = Flatten(source, "").ToList();
        if (fields.Count == 0)
            throw new CommandException(51272, "projection specification must have at least one field");

        // _id may differ from the rest, so it decides only when it stands alone.
        var deciding = fields.Find(field => field.Path != "_id");
        var isInclusion = (deciding.Path is null ? KindOf(fields[0].Value) : KindOf(deciding.Value)) != Kind.Exclude;
        var root = new ProjectionNode();
        if (isInclusion && !fields.Exists(field => field.Path == "_id"))
            root.Add("_id", keep: true);
        foreach (var (path, value) in fields)
            AddField(root, path, value, isInclusion);

        return new Projection(root, isInclusion, now);
    }

    private static void AddField(ProjectionNode root, string path, BsonValue value, bool isInclusion)
    {
        var kind = KindOf(value);
        if (kind == Kind.Compute)
        {
            if (!isInclusion)
                throw new CommandException(31252, $"Cannot use an expression on field {path} in an exclusion projection");
            if (path.Contains('.', StringComparison.Ordinal))
                throw CommandException.NotSupported($"the computed field '{path}' below the top of a projection");

            root.AddComputed(path, ExpressionParser.Parse(value));
            return;
        }

        if (path != "_id" && isInclusion && kind == Kind.Exclude)
            throw new CommandException(31254, $"Cannot do exclusion on field {path} in inclusion projection");
        if (path != "_id" && !isInclusion && kind == Kind.Include)
            throw new CommandException(31253, $"Cannot do inclusion on field {path} in exclusion projection");

        root.Add(path, keep: kind == Kind.Include);
    }

    /// <summary><c>{ a: { b: 1 } }</c> says the same as <c>{ "a.b": 1 }</c>.</summary>
    private static IEnumerable<(string Path, BsonValue Value)> Flatten(BsonDocument source, string prefix)
    {
        foreach (var element in source)
        {
            var path = prefix + element.Name;
            var names = new FieldPath(path).Names;
            if (Array.Exists(names, name => name.StartsWith('$')))
                throw new CommandException(16410, $"Invalid $project: FieldPath field names may not start with '$': '{path}'");
            if (element.Value is BsonDocument { ElementCount: > 0 } below && !below.GetElement(0).Name.StartsWith('$'))
            {
                foreach (var field in Flatten(below, path + "."))
                    yield return field;
            }
            else if (element.Value is BsonDocument { ElementCount: 0 })
            {
                throw new CommandException(51270, $"An empty sub-projection is not a valid value. Found empty object at path {path}");
            }
            else
            {
                yield return (path, element.Value);
            }
        }
    }

    private static Kind KindOf(BsonValue value) => value switch
    {
        BsonBoolean flag => flag.Value ? Kind.Include : Kind.Exclude,
        { IsNumeric: true } => value.ToDouble() != 0 ? Kind.Include : Kind.Exclude,
        _ => Kind.Compute,
    };
}
