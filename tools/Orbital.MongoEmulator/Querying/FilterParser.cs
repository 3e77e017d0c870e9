using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>Reads a query: fields with values or operators, and $and, $or, $nor, $expr, $comment.</summary>
internal sealed class FilterParser(DateTime now)
{
    public static Filter Parse(BsonDocument query, DateTime now) => new(new FilterParser(now).ParseQuery(query), query);

    private Func<RawDocument, bool> ParseQuery(BsonDocument query)
    {
        var clauses = query.Select(ParseClause).ToArray();
        return clauses.Length == 1 ? clauses[0] : document => Array.TrueForAll(clauses, clause => clause(document));
    }

    private Func<RawDocument, bool> ParseClause(BsonElement element)
    {
        if (!element.Name.StartsWith('$'))
            return ParseField(new FieldPath(element.Name), element.Value);

        switch (element.Name)
        {
            case "$and":
                var all = ParseQueries(element);
                return document => Array.TrueForAll(all, query => query(document));
            case "$or":
                var any = ParseQueries(element);
                return document => Array.Exists(any, query => query(document));
            case "$nor":
                var none = ParseQueries(element);
                return document => !Array.Exists(none, query => query(document));
            case "$expr":
                var expression = ExpressionParser.Parse(element.Value);
                return document => Expression.IsTrue(expression(new ExpressionScope(document, now)));
            case "$comment":
                return static _ => true;
            default:
                throw new CommandException(ErrorCodes.BadValue, $"unknown top level operator: {element.Name} (to this MongoDB emulator)");
        }
    }

    private Func<RawDocument, bool>[] ParseQueries(BsonElement element)
    {
        if (element.Value is not BsonArray { Count: > 0 } queries)
            throw new CommandException(ErrorCodes.BadValue, $"{element.Name} must be a nonempty array");

        return [.. queries.Select(query => ParseQuery(query as BsonDocument
            ?? throw new CommandException(ErrorCodes.BadValue, "$or/$and/$nor entries need to be full objects")))];
    }

    private Func<RawDocument, bool> ParseField(FieldPath path, BsonValue condition)
    {
        if (condition is not BsonDocument { ElementCount: > 0 } operators || !operators.GetElement(0).Name.StartsWith('$'))
            return ParseOperator(path, new BsonElement(condition is BsonRegularExpression ? "$regex" : "$eq", condition), []);

        var tests = operators.Where(e => e.Name != "$options").Select(e => ParseOperator(path, e, operators)).ToArray();
        return tests.Length == 1 ? tests[0] : document => Array.TrueForAll(tests, test => test(document));
    }

    private Func<RawDocument, bool> ParseOperator(FieldPath path, BsonElement element, BsonDocument siblings)
    {
        var operand = element.Value;
        switch (element.Name)
        {
            case "$ne":
                return Not(ParseOperator(path, new BsonElement("$eq", operand), []));
            case "$nin":
                return Not(ParseOperator(path, new BsonElement("$in", operand), []));
            case "$not" when operand is BsonRegularExpression || (operand is BsonDocument { ElementCount: > 0 } d && d.GetElement(0).Name.StartsWith('$')):
                return Not(ParseField(path, operand));
            case "$not":
                throw new CommandException(ErrorCodes.BadValue, "$not needs a regex or a document of operators");
            case "$exists":
                var wanted = operand.ToBoolean();
                return document => path.Any(document, static value => !value.IsMissing, expandLast: false) == wanted;
            case "$size":
                var size = operand.ToInt32();
                return document => path.Any(document, value => value.Type == BsonType.Array && CountOf(value) == size, expandLast: false);
            case "$all":
                var each = ArrayOf(element).Select(item => ParseOperator(path, new BsonElement("$eq", item), [])).ToArray();
                return document => each.Length > 0 && Array.TrueForAll(each, test => test(document));
            case "$elemMatch":
                var itemTest = ParseElemMatch(operand);
                return document => path.Any(document, value => value.Type == BsonType.Array && AnyItem(value, itemTest), expandLast: false);
            default:
                var test = ValueTest.Parse(element, siblings);
                return document => path.Any(document, test, expandLast: true);
        }
    }

    /// <summary>Either operators on the item itself, or a query on an item that is a document.</summary>
    private Func<RawValue, bool> ParseElemMatch(BsonValue operand)
    {
        if (operand is not BsonDocument query)
            throw new CommandException(ErrorCodes.BadValue, "$elemMatch needs an Object");
        if (query.ElementCount == 0 || !query.GetElement(0).Name.StartsWith('$') || query.GetElement(0).Name is "$and" or "$or" or "$nor")
        {
            var matches = ParseQuery(query);
            return item => item.Type == BsonType.Document && matches(item.AsDocument());
        }

        // The item becomes the only field of a document, so that $not and its like need no second implementation.
        var onItem = ParseField(new FieldPath("v"), query);
        return item =>
        {
            var writer = new RawDocumentWriter();
            var start = writer.StartDocument();
            writer.Write("v"u8, item);
            writer.EndDocument(start);
            return onItem(writer.ToDocument());
        };
    }

    private static bool AnyItem(RawValue array, Func<RawValue, bool> test)
    {
        foreach (var item in array.AsDocument())
        {
            if (test(item.Value))
                return true;
        }

        return false;
    }

    private static int CountOf(RawValue array)
    {
        var count = 0;
        foreach (var _ in array.AsDocument())
            count++;

        return count;
    }

    private static Func<RawDocument, bool> Not(Func<RawDocument, bool> test) => document => !test(document);

    private static BsonArray ArrayOf(BsonElement element) => element.Value as BsonArray
        ?? throw new CommandException(ErrorCodes.BadValue, $"{element.Name} needs an array");
}
