using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Faults;

/// <summary>The fail points there are: of mongod's dozens, those that change what a client sees.</summary>
internal sealed class FailPoints
{
    /// <summary>Any command fails, waits or loses its connection, before it is done.</summary>
    public FailPoint Command { get; } = new(
        "failCommand",
        "failCommands", "failAllCommands", "failInternalCommands", "appName", "namespace",
        "closeConnection", "blockConnection", "blockTimeMS", "errorCode", "errorLabels", "writeConcernError");

    /// <summary>
    /// A getMore fails when it has its cursor. Only here does mongod label an injected error as it labels its own: under
    /// failCommand it does not yet know that the getMore is one of a change stream.
    /// </summary>
    public FailPoint GetMoreAfterCheckout { get; } = new(
        "failGetMoreAfterCursorCheckout", "errorCode", "appName", "namespace", "failInternalCommands");

    public FailPoint Find(string name) =>
        name == Command.Name ? Command
        : name == GetMoreAfterCheckout.Name ? GetMoreAfterCheckout
        : throw new CommandException(ErrorCodes.FailPointSetFailed, $"{name} not found (in this MongoDB emulator)");
}
