using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>
/// An update by pipeline: $set, $unset and $replaceWith. This is how a lease is taken and renewed by the server's own
/// clock (<c>$$NOW</c>).
/// </summary>
internal static class PipelineUpdate
{
    private delegate BsonDocument Stage(BsonDocument document, ExpressionScope scope);

    public static Func<BsonDocument, bool, BsonDocument> Parse(BsonArray stages, DateTime now)
    {
        var parsed = stages.Select(ParseStage).ToArray();
        return (document, _) => parsed.Aggregate(
            document, (current, stage) => stage(current, new ExpressionScope(RawDocument.From(current), now)));
    }

    private static Stage ParseStage(BsonValue source)
    {
        if (source is not BsonDocument { ElementCount: 1 } stage)
            throw new CommandException(40323, "A pipeline stage specification object must contain exactly one field.");

        var operand = stage[0];
        switch (stage.GetElement(0).Name)
        {
            case "$set" or "$addFields" when operand is BsonDocument { ElementCount: > 0 } fields:
                var assignments = Flatten(fields, "").Select(field => (field.Path, Value: ExpressionParser.Parse(field.Value))).ToArray();
                return (document, scope) => Assign(document, scope, assignments);
            case "$unset":
                var paths = (operand as BsonArray ?? [operand]).Select(path => path.AsString).ToArray();
                return (document, _) =>
                {
                    Array.ForEach(paths, path => UpdatePath.Unset(document, path));
                    return document;
                };
            case "$replaceWith":
                return Replace(operand);
            case "$replaceRoot" when operand is BsonDocument { ElementCount: 1 } root && root.Contains("newRoot"):
                return Replace(root["newRoot"]);
            case var name:
                throw new CommandException(40324, $"{name} is not supported in an update pipeline by this MongoDB emulator, or its argument is wrong");
        }
    }

    private static BsonDocument Assign(BsonDocument document, ExpressionScope scope, (string Path, CompiledExpression Value)[] assignments)
    {
        // All values are of the document before the stage: the scope has a copy of its own.
        foreach (var (path, value) in assignments)
        {
            if (value(scope) is { } present)
                UpdatePath.Set(document, path, present.DeepClone());
            else
                UpdatePath.Unset(document, path);
        }

        return document;
    }

    private static Stage Replace(BsonValue newRoot)
    {
        var expression = ExpressionParser.Parse(newRoot);
        return (document, scope) =>
        {
            var result = expression(scope) as BsonDocument
                ?? throw new CommandException(40228, "'newRoot' expression must evaluate to an object");
            if (!result.Contains("_id") && document.TryGetValue("_id", out var id))
                result.InsertAt(0, new BsonElement("_id", id));

            return result;
        };
    }

    /// <summary>A document of plain fields adds to what is there; <c>{ a: { b: 1 } }</c> is <c>{ "a.b": 1 }</c>.</summary>
    private static IEnumerable<(string Path, BsonValue Value)> Flatten(BsonDocument source, string prefix) =>
        source.SelectMany(element => element.Value is BsonDocument { ElementCount: > 0 } below && !below.GetElement(0).Name.StartsWith('$')
            ? Flatten(below, prefix + element.Name + ".")
            : [(new FieldPath(prefix + element.Name).Text, element.Value)]);
}
