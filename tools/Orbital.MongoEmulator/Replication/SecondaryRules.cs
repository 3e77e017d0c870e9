using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Replication;

/// <summary>
/// What a member that is no primary refuses. Cursors are not among it: since 4.2 mongod keeps connections and open cursors
/// over a step-down, also those of change streams.
/// </summary>
internal static class SecondaryRules
{
    public static void Check(CommandRequest request)
    {
        if (CommandKinds.IsWrite(request.Name))
            throw new CommandException(ErrorCodes.NotWritablePrimary, "not primary");
        // A client that can do with a secondary says so.
        if (CommandKinds.IsRead(request.Name) && request.Document("$readPreference").GetValue("mode", "primary") == "primary")
            throw new CommandException(ErrorCodes.NotPrimaryNoSecondaryOk, "not primary and secondaryOk=false");
    }
}
