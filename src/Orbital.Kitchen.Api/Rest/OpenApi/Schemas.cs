using System.Globalization;
using Microsoft.OpenApi;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>Schemas of plain values.</summary>
internal static class Schemas
{
    public static OpenApiSchema Text(int maxLength) => new() { Type = JsonSchemaType.String, MaxLength = maxLength };

    public static OpenApiSchema Number(int min, int max, int whenAbsent) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int32",
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max.ToString(CultureInfo.InvariantCulture),
        Default = whenAbsent,
    };
}
