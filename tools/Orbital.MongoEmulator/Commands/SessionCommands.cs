using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Commands;

/// <summary>
/// What belongs to a session. One exists when it is first seen; it ends with its cursors, at once where mongod lets them
/// live until its next look at ended sessions.
/// </summary>
internal sealed class SessionCommands(CursorRegistry cursors) : ICommandGroup
{
    public void Register(CommandTable commands)
    {
        commands.Add("startSession", StartSession);
        commands.Add("refreshSessions", static _ => CommandReply.Ok());
        commands.Add("endSessions", CloseCursors);
        commands.Add("killSessions", CloseCursors);
        commands.Add("killAllSessions", KillAll);
        commands.Add("logout", static _ => CommandReply.Ok());
    }

    private static CommandReply StartSession(CommandRequest request) => new(new BsonDocument
    {
        { "id", new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)) },
        { "timeoutMinutes", 30 },
    });

    /// <summary>No session named: all of the user's, as mongod has it; here all are.</summary>
    private CommandReply CloseCursors(CommandRequest request)
    {
        request.AllowOnly();
        var sessions = request.Body[0].AsBsonArray.Select(session => session["id"]).ToHashSet(ValueOrder.Instance);
        if (sessions.Count > 0)
            cursors.CloseWhere(cursor => cursor.Session is { } session && sessions.Contains(session));
        else if (request.Name == "killSessions")
            cursors.CloseWhere(cursor => cursor.Session is not null);

        return CommandReply.Ok();
    }

    private CommandReply KillAll(CommandRequest request)
    {
        request.AllowOnly();
        if (request.Body[0].AsBsonArray.Count > 0)
            throw CommandException.NotSupported("killAllSessions of certain users");

        cursors.CloseWhere(cursor => cursor.Session is not null);
        return CommandReply.Ok();
    }
}
