namespace Orbital.MongoEmulator.Commands;

/// <summary>Which commands write, and which read data: the state of the set and faults treat them differently.</summary>
internal static class CommandKinds
{
    private static readonly HashSet<string> Writes = new(StringComparer.Ordinal)
    {
        "insert", "update", "delete", "findAndModify", "findandmodify",
        "create", "drop", "dropDatabase", "renameCollection", "createIndexes", "dropIndexes",
    };

    private static readonly HashSet<string> Reads = new(StringComparer.Ordinal)
    {
        "find", "aggregate", "count", "distinct", "listCollections", "listDatabases", "listIndexes",
    };

    public static bool IsWrite(string command) => Writes.Contains(command);

    public static bool IsRead(string command) => Reads.Contains(command);
}
