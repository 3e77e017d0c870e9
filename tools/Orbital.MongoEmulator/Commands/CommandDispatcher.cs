using Orbital.MongoEmulator.Storage;
using Orbital.MongoEmulator.Wire;

namespace Orbital.MongoEmulator.Commands;

/// <summary>The one place every command passes: looks it up, runs it and turns what goes wrong into a reply.</summary>
internal sealed partial class CommandDispatcher(CommandTable commands, MongoStore store, ILogger<CommandDispatcher> logger)
{
    public async ValueTask<CommandReply> ExecuteAsync(WireMessage message, ClientConnection connection)
    {
        var name = "?";
        try
        {
            var request = new CommandRequest(message, connection);
            name = request.Name;
            Check(request);
            var reply = await commands.Find(name)(request);
            return reply.Stamped(store.Publish());
        }
        catch (CommandException exception)
        {
            LogFailure(logger, name, exception.Code, exception.Message);
            return CommandReply.Failure(exception).Stamped(store.Publish());
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidCastException or FormatException)
        {
            // A field is missing or of the wrong type: the client's doing, and rarely worth a check of its own.
            var failure = new CommandException(ErrorCodes.FailedToParse, $"{name}: {exception.Message}");
            LogFailure(logger, name, failure.Code, failure.Message);
            return CommandReply.Failure(failure).Stamped(store.Publish());
        }
        catch (Exception exception) when (!connection.Closed.IsCancellationRequested)
        {
            LogDefect(logger, exception, name);
            var failure = new CommandException(ErrorCodes.InternalError, $"the emulator failed: {exception.Message}");
            return CommandReply.Failure(failure).Stamped(store.Publish());
        }
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
    private static partial void LogFailure(ILogger logger, string command, int code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Command} failed for a defect of the emulator")]
    private static partial void LogDefect(ILogger logger, Exception exception, string command);
}
