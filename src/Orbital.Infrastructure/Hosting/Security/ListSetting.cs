using Microsoft.Extensions.Configuration;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// A setting that holds several values: one text with commas (<c>a,b</c>) or entries (<c>:0</c>, <c>:1</c>). <c>none</c> alone says that there
/// are none.
/// </summary>
internal static class ListSetting
{
    private const string None = "none";

    /// <summary>The values; null when the setting is not given.</summary>
    public static IReadOnlyList<string>? Read(IConfigurationSection setting)
    {
        IReadOnlyList<string> values = [.. Text(setting), .. setting.GetChildren().Select(entry => entry.Value?.Trim() ?? "")];
        if (values.Count == 0 && setting.Value is null)
            return null;
        return values is [var only] && IsNone(only) ? [] : values;
    }

    /// <summary>What is wrong with how it is given, by its name.</summary>
    public static IEnumerable<string> Problems(IConfigurationSection setting)
    {
        var entries = setting.GetChildren().ToList();
        if (Text(setting).Length > 0 && entries.Count > 0)
            yield return $"{setting.Path} is given as one text and as {entries[0].Path}: leave out one of them";
        foreach (var entry in entries)
        {
            if (!int.TryParse(entry.Key, out _))
                yield return $"{entry.Path} is no setting: entries are {setting.Path}:0, {setting.Path}:1 and so on";
            else if (string.IsNullOrWhiteSpace(entry.Value) || entry.GetChildren().Any())
                yield return $"{entry.Path} must be one value";
        }

        if (Read(setting) is { Count: > 1 } several && several.Any(IsNone))
            yield return $"{setting.Path} must be {None} alone, or without it";
    }

    private static string[] Text(IConfigurationSection setting) =>
        setting.Value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool IsNone(string value) => value.Equals(None, StringComparison.OrdinalIgnoreCase);
}
