using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Faults;

/// <summary>Does to commands what the fail points say.</summary>
internal sealed class CommandFaults(FailPoints points, MongoEmulatorOptions options)
{
    /// <summary>failCommand, before the command is done: it may wait, lose its connection, or fail.</summary>
    public async ValueTask BeforeAsync(CommandRequest request)
    {
        var data = points.Command.Enter(data =>
            Selects(data, request) && (data.CloseConnection || data.BlockFor is not null || data.ErrorCode is not null));
        if (data is null)
            return;

        if (data.BlockFor is { } time)
            await Task.Delay(time, options.TimeProvider, request.Connection.Closed);
        if (data.CloseConnection)
        {
            request.Connection.Close();
            request.Connection.Closed.ThrowIfCancellationRequested();
        }

        if (data.ErrorCode is { } code)
            throw new CommandException(code, "Failing command via 'failCommand' failpoint") { Labels = data.ErrorLabels };
    }

    /// <summary>failCommand, when the command is done: it may have missed its write concern.</summary>
    public CommandReply After(CommandRequest request, CommandReply reply)
    {
        if (!CommandKinds.IsWrite(request.Name))
            return reply;

        var data = points.Command.Enter(data => data.WriteConcernError is not null && Selects(data, request));
        if (data?.WriteConcernError is not { } error)
            return reply;

        var code = CommandRequest.NumberOf(error, "code", "writeConcernError") ?? ErrorCodes.InternalError;
        return reply.With("writeConcernError", error).WithLabels(data.ErrorLabels ?? ErrorLabels.Of(request, code));
    }

    /// <summary>failGetMoreAfterCursorCheckout.</summary>
    public void AfterCheckout(CommandRequest getMore)
    {
        if (points.GetMoreAfterCheckout.Enter(data => data.Concerns(getMore)) is { } data)
        {
            throw new CommandException(
                data.ErrorCode ?? ErrorCodes.InternalError, "Hit the 'failGetMoreAfterCursorCheckout' failpoint");
        }
    }

    private static bool Selects(FailPointData data, CommandRequest request) =>
        request.Name != "configureFailPoint"
        && (data.AllCommands || data.Commands.Contains(request.Name))
        && data.Concerns(request);
}
