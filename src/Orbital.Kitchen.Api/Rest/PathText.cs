namespace Orbital.Kitchen.Api.Rest;

/// <summary>Names and ids in a path.</summary>
internal static class PathText
{
    /// <summary>
    /// The text that the caller meant: the server decodes everything in a path but the slash, because it would add a segment.
    /// </summary>
    public static string Decode(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
