using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>What C# types cannot say about bodies: what is required, and how long and how large it may be.</summary>
internal static class BodySchemas
{
    private const int MaxWindowSeconds = 86_400;

    private static readonly Dictionary<Type, string[]> Required = new()
    {
        [typeof(PrepareBody)] = ["stationName", "itemName", "quantity"],
        [typeof(ChangeBody)] = [],
        [typeof(CompleteBody)] = [],
        [typeof(BatchingPolicyBody)] = ["windowSeconds", "capacity"],
        [typeof(ApprovalBody)] = ["name"],
        [typeof(ChangeDisplayBody)] = [],
        [typeof(ProblemBody)] = ["type", "title", "status"],
    };

    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (schema.Enum is { Count: > 0 })
            schema.Type ??= JsonSchemaType.String;
        if (context.JsonPropertyInfo is not null || schema.Properties is not { } properties)
            return Task.CompletedTask;

        // Answers may gain properties; bodies are read strictly.
        schema.AdditionalPropertiesAllowed = !IsBody(type);
        if (Required.TryGetValue(type, out var required))
        {
            schema.Required = new HashSet<string>(required);
            foreach (var (name, property) in properties)
                Limit((OpenApiSchema)property, name, type, isRequired: required.Contains(name, StringComparer.Ordinal));
        }

        return Task.CompletedTask;
    }

    private static bool IsBody(Type type) => Required.ContainsKey(type) && type != typeof(ProblemBody);

    private static void Limit(OpenApiSchema property, string name, Type type, bool isRequired)
    {
        if (isRequired || type == typeof(ProblemBody))
            property.Type &= ~JsonSchemaType.Null;
        if (!IsBody(type))
            return;

        property.MaxLength = name switch
        {
            "stationName" or "itemName" => OrderLimits.NameLength,
            "name" => PairedDisplay.NameLength,
            "note" => OrderLimits.NoteLength,
            _ => null,
        };
        (property.Minimum, property.Maximum) = name switch
        {
            "quantity" => Range(type == typeof(ChangeBody) ? 0 : 1, OrderLimits.Quantity),
            "capacity" => Range(1, BatchingPolicy.MaxCapacity),
            "windowSeconds" => Range(0, MaxWindowSeconds),
            _ => (null, null),
        };
    }

    private static (string, string) Range(int min, int max) => (min.ToString(CultureInfo.InvariantCulture), max.ToString(CultureInfo.InvariantCulture));
}
