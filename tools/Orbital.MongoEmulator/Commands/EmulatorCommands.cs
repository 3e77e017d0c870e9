using MongoDB.Bson;
using Orbital.MongoEmulator.Faults;
using Orbital.MongoEmulator.Storage;
using Orbital.MongoEmulator.Wire;

namespace Orbital.MongoEmulator.Commands;

/// <summary>
/// What one does to a real mongod with signals, a firewall or a small disk: commands of the emulator's own, on
/// <c>admin</c>, all of whose names begin with <c>emulator</c>.
/// </summary>
internal sealed class EmulatorCommands(
    MongoStore store, ClientConnections connections, CursorRegistry cursors, Freeze freeze, ReplicationFaults replication) : ICommandGroup
{
    public void Register(CommandTable commands)
    {
        commands.Add("emulatorCloseConnections", CloseConnections);
        commands.Add("emulatorFreeze", Freeze);
        commands.Add("emulatorThaw", Thaw);
        commands.Add("emulatorTrimOplog", TrimOplog);
        commands.Add("emulatorStallStreams", StallStreams);
        commands.Add("emulatorLagMajority", LagMajority);
        commands.Add("emulatorRefuseTokens", RefuseTokens);
    }

    private CommandReply CloseConnections(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly("appName");
        var appName = request.Text("appName");
        return new CommandReply(new BsonDocument("closed", connections.Close(appName, except: request.Connection)));
    }

    private CommandReply Freeze(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly("forMS", "appName");
        if (request.Number("forMS") is <= 0)
            throw new CommandException(ErrorCodes.BadValue, "'forMS' must be more than 0");

        TimeSpan? time = request.Number("forMS") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        freeze.Start(request.Connection, request.Text("appName"), time);
        return CommandReply.Ok();
    }

    private CommandReply Thaw(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly();
        return new CommandReply(new BsonDocument("wasFrozen", freeze.Thaw()));
    }

    private CommandReply StallStreams(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly();
        return new CommandReply(new BsonDocument("stalled", cursors.StallStreams()));
    }

    private CommandReply LagMajority(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly("forMS");
        replication.MajorityLag = request.Number("forMS") is >= 0 and var milliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new CommandException(ErrorCodes.BadValue, "'forMS' must be 0 or more");
        return CommandReply.Ok();
    }

    private CommandReply RefuseTokens(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly("code");
        replication.RefusedTokenCode = request.Number("code") is > 0 and var code ? code : null;
        return CommandReply.Ok();
    }

    private CommandReply TrimOplog(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly("keep");
        var keep = request.Number("keep") ?? 0;
        if (keep < 0)
            throw new CommandException(ErrorCodes.BadValue, "'keep' must be 0 or more");

        lock (store.Gate)
        {
            var dropped = store.TrimOplog(keep);
            return new CommandReply(new BsonDocument { { "dropped", dropped }, { "kept", store.Oplog.Next - store.Oplog.First } });
        }
    }
}
