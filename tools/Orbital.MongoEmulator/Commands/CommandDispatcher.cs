using MongoDB.Bson;
using Orbital.MongoEmulator.Faults;
using Orbital.MongoEmulator.Replication;
using Orbital.MongoEmulator.Storage;
using Orbital.MongoEmulator.Wire;

namespace Orbital.MongoEmulator.Commands;

/// <summary>The one place every command passes: looks it up, runs it and turns what goes wrong into a reply.</summary>
internal sealed partial class CommandDispatcher(
    CommandTable commands,
    MongoStore store,
    ReplicaMember member,
    CommandFaults faults,
    Freeze freeze,
    ILogger<CommandDispatcher> logger)
{
    public async ValueTask<CommandReply> ExecuteAsync(WireMessage message, ClientConnection connection)
    {
        var reply = await AnswerAsync(message, connection);
        var now = store.Publish();
        await freeze.PassAsync(connection);
        return reply.Stamped(now);
    }

    private async ValueTask<CommandReply> AnswerAsync(WireMessage message, ClientConnection connection)
    {
        CommandRequest? request = null;
        try
        {
            request = new CommandRequest(message, connection);
            return await RunAsync(request);
        }
        catch (CommandException exception)
        {
            return Failure(request, exception);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidCastException or FormatException)
        {
            // A field is missing or of the wrong type: the client's doing, and rarely worth a check of its own.
            return Failure(request, new CommandException(ErrorCodes.FailedToParse, $"{request?.Name}: {exception.Message}"));
        }
        catch (Exception exception) when (!connection.Closed.IsCancellationRequested)
        {
            LogDefect(logger, exception, request?.Name);
            return Failure(request, new CommandException(ErrorCodes.InternalError, $"the emulator failed: {exception.Message}"));
        }
    }

    private async ValueTask<CommandReply> RunAsync(CommandRequest request)
    {
        if (HandshakeCommands.IsHello(request.Name))
            Introduce(request);

        // Only now is it known whose connection this is, and so whether it is frozen.
        await freeze.PassAsync(request.Connection);
        Check(request);
        var run = commands.Find(request.Name);
        await faults.BeforeAsync(request);
        if (!member.Current.IsPrimary)
            SecondaryRules.Check(request);

        return faults.After(request, await run(request));
    }

    private CommandReply Failure(CommandRequest? request, CommandException exception)
    {
        LogFailure(logger, request?.Name, exception.Code, exception.Message);
        var labels = exception.Labels ?? (request is null ? [] : ErrorLabels.Of(request, exception.Code));
        var failure = CommandReply.Failure(exception, labels);
        return ErrorCodes.IsNotPrimary(exception.Code) ? failure.With("topologyVersion", member.Current.TopologyVersion) : failure;
    }

    private static void Introduce(CommandRequest hello)
    {
        if (hello.Document("client").GetValue("application", BsonNull.Value) is BsonDocument application)
            hello.Connection.AppName = application.GetValue("name", "").AsString;
    }

    private static void Check(CommandRequest request)
    {
        if (request.IsLegacy && !HandshakeCommands.IsHello(request.Name))
        {
            throw new CommandException(
                ErrorCodes.UnsupportedOpQueryCommand,
                $"Unsupported OP_QUERY command: {request.Name}. The client driver may require an upgrade.");
        }

        if (request.Body.Contains("startTransaction") || request.Body.Contains("autocommit"))
            throw new CommandException(ErrorCodes.OperationNotSupportedInTransaction, "this MongoDB emulator has no transactions");
        if (request.Document("readConcern").GetValue("level", "local") == "snapshot")
            throw CommandException.NotSupported("read concern snapshot");
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Command} failed with {Code}: {Reason}")]
    private static partial void LogFailure(ILogger logger, string? command, int code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Command} failed for a defect of the emulator")]
    private static partial void LogDefect(ILogger logger, Exception exception, string? command);
}
