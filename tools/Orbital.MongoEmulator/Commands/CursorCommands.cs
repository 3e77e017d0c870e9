using MongoDB.Bson;
using Orbital.MongoEmulator.Faults;

namespace Orbital.MongoEmulator.Commands;

/// <summary>getMore and killCursors.</summary>
internal sealed class CursorCommands(CursorRegistry cursors, CommandFaults faults) : ICommandGroup
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(1);

    public void Register(CommandTable commands)
    {
        commands.AddAsync("getMore", GetMoreAsync);
        commands.Add("killCursors", Kill);
    }

    private async ValueTask<CommandReply> GetMoreAsync(CommandRequest request)
    {
        request.AllowOnly("collection", "batchSize");
        var id = request.Body["getMore"].ToInt64();
        var cursor = cursors.Take(id, $"{request.Database}.{request.Body["collection"]}");
        var keep = false;
        try
        {
            var batch = await ReadAsync(cursor, request);
            keep = !batch.Finished;
            return new CommandReply([], new CursorReply("nextBatch", keep ? id : 0, cursor.Namespace, batch));
        }
        finally
        {
            // A stream that failed, and one whose client went away, does not live on: the client resumes with a new one.
            if (keep)
                cursors.Return(cursor);
            else
                cursors.Close(id);
        }
    }

    private async ValueTask<CursorBatch> ReadAsync(ServerCursor cursor, CommandRequest request)
    {
        var limit = request.Number("batchSize") is > 0 and var size ? size : int.MaxValue;
        var wait = request.Number("maxTimeMS") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : DefaultWait;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Connection.Closed, cursor.Killed);
        try
        {
            faults.AfterCheckout(request);
            return await cursor.NextAsync(limit, wait, ended.Token);
        }
        catch (OperationCanceledException) when (!request.Connection.Closed.IsCancellationRequested)
        {
            throw new CommandException(ErrorCodes.CursorKilled, "operation was interrupted because the cursor was killed");
        }
        catch (CommandException exception) when (cursor.IsChangeStream && ErrorCodes.IsResumable(exception.Code))
        {
            throw new CommandException(exception.Code, exception.Message) { Labels = [ErrorLabels.ResumableChangeStream] };
        }
    }

    private CommandReply Kill(CommandRequest request)
    {
        request.AllowOnly("cursors");
        var killed = new BsonArray();
        var notFound = new BsonArray();
        foreach (var id in request.Body["cursors"].AsBsonArray)
            (cursors.Close(id.ToInt64()) ? killed : notFound).Add(id);

        return new CommandReply(new BsonDocument
        {
            { "cursorsKilled", killed },
            { "cursorsNotFound", notFound },
            { "cursorsAlive", new BsonArray() },
            { "cursorsUnknown", new BsonArray() },
        });
    }
}
