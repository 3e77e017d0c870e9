namespace Orbital.MongoEmulator.Storage;

internal readonly record struct Namespace(string Database, string Collection)
{
    private static readonly string[] SystemDatabases = ["admin", "config", "local"];

    public bool IsSystem => SystemDatabases.Contains(Database, StringComparer.Ordinal)
        || Collection.StartsWith("system.", StringComparison.Ordinal);

    public static bool IsValidCollection(string name) =>
        name.Length > 0 && name[0] != '.' && name[^1] != '.' && !name.Contains('$', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal);

    public override string ToString() => $"{Database}.{Collection}";
}
