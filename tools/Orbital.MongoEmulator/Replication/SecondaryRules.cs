using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Replication;

/// <summary>
/// What a member that is no primary refuses. Cursors are not among it: since 4.2 mongod keeps connections and open cursors
/// over a step-down, also those of change streams.
/// </summary>
internal static class SecondaryRules
{
    private static readonly HashSet<string> Writes = new(StringComparer.Ordinal)
    {
        "insert", "update", "delete", "findAndModify", "findandmodify",
        "create", "drop", "dropDatabase", "renameCollection", "createIndexes", "dropIndexes",
    };

    /// <summary>Refused unless the client said that it may be a secondary.</summary>
    private static readonly HashSet<string> Reads = new(StringComparer.Ordinal)
    {
        "find", "aggregate", "count", "distinct", "listCollections", "listDatabases", "listIndexes",
    };

    public static void Check(CommandRequest request)
    {
        if (Writes.Contains(request.Name))
            throw new CommandException(ErrorCodes.NotWritablePrimary, "not primary");
        if (Reads.Contains(request.Name) && request.Document("$readPreference").GetValue("mode", "primary") == "primary")
            throw new CommandException(ErrorCodes.NotPrimaryNoSecondaryOk, "not primary and secondaryOk=false");
    }
}
