using System.Globalization;
using System.Text.Json;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>Reads values of a query string, and names the one that is not usable.</summary>
internal static class QueryValues
{
    public static int Number(string field, string? text, int whenAbsent)
    {
        if (string.IsNullOrEmpty(text))
            return whenAbsent;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidFieldException(field, "must be a whole number");
    }

    /// <summary>States by their snake_case names.</summary>
    public static IReadOnlyList<T> Names<T>(string field, string[]? names)
        where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
        return [.. (names ?? []).Select(name => known.TryGetValue(name, out var value)
            ? value
            : throw new InvalidFieldException(field, $"must be one of {string.Join(", ", known.Keys)}"))];
    }
}
