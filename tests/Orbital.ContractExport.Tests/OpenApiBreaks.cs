using System.Text.Json.Nodes;

namespace Orbital.ContractExport.Tests;

/// <summary>What programs that were built from an older description of the REST API would trip over.</summary>
internal sealed class OpenApiBreaks
{
    private const string Schemas = "#/components/schemas/";

    // What callers rely on, and what is asked of them, both by where it stands.
    private readonly Dictionary<string, string> _promises = [];
    private readonly HashSet<(string Owner, string Name)> _demands = [];

    private OpenApiBreaks(JsonNode document)
    {
        HashSet<string> sent = [];
        foreach (var (path, operations) in Members(document["paths"]))
        {
            foreach (var (method, operation) in Members(operations))
                AddOperation($"{method} {path}", operation, sent);
        }

        var schemas = Members(document["components"]?["schemas"]).ToDictionary();
        AddAllThatTheyUse(sent, schemas);
        foreach (var (name, schema) in schemas)
            AddSchema(name, schema, isSent: sent.Contains(name));
    }

    /// <summary>Each break in a line, as in <c>OrderView.orderId: was string, is missing</c>.</summary>
    public static IReadOnlyList<string> Between(string released, string current)
    {
        var (before, now) = (new OpenApiBreaks(JsonNode.Parse(released)!), new OpenApiBreaks(JsonNode.Parse(current)!));
        return
        [
            .. from promise in before._promises
               let found = now._promises.GetValueOrDefault(promise.Key, "missing")
               where found != promise.Value
               select $"{promise.Key}: was {promise.Value}, is {found}",
            .. from demand in now._demands.Except(before._demands)
               where before._promises.ContainsKey(demand.Owner)
               select $"{demand.Owner} {demand.Name}: is required now",
        ];
    }

    private void AddOperation(string name, JsonNode operation, HashSet<string> sent)
    {
        _promises.Add(name, "operation");
        foreach (var parameter in Items(operation["parameters"]))
        {
            var parameterName = $"{parameter["in"]} {parameter["name"]}";
            _promises.Add($"{name} {parameterName}", TypeOf(parameter["schema"]));
            if (IsTrue(parameter["required"]))
                _demands.Add((name, parameterName));
        }

        if (operation["requestBody"] is { } body)
        {
            if (IsTrue(body["required"]))
                _demands.Add((name, "body"));
            AddContent($"{name} body", body);
            sent.UnionWith(SchemasIn(body));
        }

        // More refusals than before are nothing new: a program knows them by their class.
        foreach (var (status, answer) in Members(operation["responses"]).Where(answer => answer.Key.StartsWith('2')))
        {
            _promises.Add($"{name} {status}", "answer");
            AddContent($"{name} {status}", answer);
        }
    }

    private void AddContent(string name, JsonNode body)
    {
        foreach (var (mediaType, media) in Members(body["content"]))
            _promises.Add($"{name} {mediaType}", TypeOf(media["schema"]));
    }

    private void AddSchema(string name, JsonNode schema, bool isSent)
    {
        _promises.Add(name, TypeOf(schema));
        foreach (var (property, type) in Members(schema["properties"]))
            _promises.Add($"{name}.{property}", TypeOf(type));
        foreach (var value in Items(schema["enum"]))
            _promises.Add($"{name} {value}", "value");
        foreach (var property in Items(schema["required"]))
        {
            if (isSent)
                _demands.Add((name, $"{property}"));
            else
                _promises.Add($"{name}.{property} in every answer", "there");
        }
    }

    private static void AddAllThatTheyUse(HashSet<string> names, Dictionary<string, JsonNode> schemas)
    {
        for (var open = names.ToList(); open.Count > 0;)
            open = [.. open.SelectMany(name => SchemasIn(schemas[name])).Where(names.Add)];
    }

    private static IEnumerable<string> SchemasIn(JsonNode node) =>
        from found in node is JsonArray array ? array : node is JsonObject members ? members.Select(member => member.Value) : []
        where found is not null
        from name in found is JsonValue value && value.TryGetValue(out string? text) && text.StartsWith(Schemas, StringComparison.Ordinal)
            ? [text[Schemas.Length..]]
            : SchemasIn(found)
        select name;

    private static string TypeOf(JsonNode? schema) => schema switch
    {
        null => "any",
        { } when schema["$ref"] is { } reference => $"{reference}"[Schemas.Length..],
        { } when schema["oneOf"] is { } choices => string.Join(" or ", Items(choices).Select(TypeOf)),
        { } when schema["items"] is { } items => $"{Kind(schema)} of {TypeOf(items)}",
        _ => $"{Kind(schema)} {schema["format"]}".TrimEnd(),
    };

    private static string Kind(JsonNode schema) => schema["type"] is JsonArray kinds ? string.Join('|', Items(kinds)) : $"{schema["type"]}";

    private static bool IsTrue(JsonNode? node) => node?.GetValue<bool>() ?? false;

    private static IEnumerable<KeyValuePair<string, JsonNode>> Members(JsonNode? node) =>
        node is JsonObject members ? members.Select(member => KeyValuePair.Create(member.Key, member.Value!)) : [];

    private static IEnumerable<JsonNode> Items(JsonNode? node) => node is JsonArray items ? items.Select(item => item!) : [];
}
