using System.Globalization;
using System.Text.Json;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>Reads values of a query string, and names the one that is not usable.</summary>
internal static class QueryValues
{
    /// <summary>A name to look for; null for any.</summary>
    public static string? Name(string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return text.Length <= OrderLimits.NameLength && !text.Any(char.IsControl)
            ? text
            : throw new InvalidFieldException(field, $"must have at most {OrderLimits.NameLength} characters and no control characters");
    }

    public static int Number(string field, string? text, int whenAbsent)
    {
        if (string.IsNullOrEmpty(text))
            return whenAbsent;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidFieldException(field, "must be a whole number");
    }

    /// <summary>A moment with its offset, as in <c>2026-11-23T12:00:00Z</c>.</summary>
    public static DateTimeOffset? Time(string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new InvalidFieldException(field, "must be a time as in 2026-11-23T12:00:00Z");
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
