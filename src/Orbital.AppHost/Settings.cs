using System.Collections;

namespace Orbital.AppHost;

/// <summary>
/// The services' settings, as the environment names them: <c>Kitchen:HttpPort</c> is <c>Kitchen__HttpPort</c>, in upper or lower case,
/// just as .NET's configuration reads it. A database that the services would see as named must be seen as named here too.
/// </summary>
internal sealed class Settings(IDictionary environment)
{
    private readonly Dictionary<string, string> _values = environment.Cast<DictionaryEntry>()
        .Where(entry => !string.IsNullOrWhiteSpace(entry.Value as string))
        .GroupBy(entry => Key((string)entry.Key), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(same => same.Key, same => (string)same.First().Value!, StringComparer.OrdinalIgnoreCase);

    /// <summary>The value, or null when it is missing or blank.</summary>
    public string? this[string name] => _values.GetValueOrDefault(Key(name));

    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
