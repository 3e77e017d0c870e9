using Orbital.MongoEmulator.Replication;

namespace Orbital.MongoEmulator.Commands;

/// <summary>replSetStepDown and replSetFreeze, for a set of one member.</summary>
internal sealed class ReplicationCommands(ReplicaMember member) : ICommandGroup
{
    private static readonly TimeSpan DefaultStepDown = TimeSpan.FromSeconds(60);

    public void Register(CommandTable commands)
    {
        commands.Add("replSetStepDown", StepDown);
        commands.Add("replSetFreeze", Freeze);
    }

    private CommandReply StepDown(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly("force", "secondaryCatchUpPeriodSecs");
        var time = Seconds(request);
        if (!member.Current.IsPrimary)
            throw NotPrimary();
        if (!request.Flag("force"))
        {
            // mongod says the same, after it has waited secondaryCatchUpPeriodSecs for a secondary that does not exist.
            throw new CommandException(
                ErrorCodes.ExceededTimeLimit,
                "No electable secondaries caught up: this set has one member. Step down with { force: true }");
        }

        return member.TryStepDown(time == TimeSpan.Zero ? DefaultStepDown : time) ? CommandReply.Ok() : throw NotPrimary();
    }

    private CommandReply Freeze(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly();
        return member.TryFreeze(Seconds(request))
            ? CommandReply.Ok()
            : throw new CommandException(ErrorCodes.NotSecondary, "cannot freeze node when primary. state: Primary");
    }

    private static TimeSpan Seconds(CommandRequest request) =>
        CommandRequest.NumberOf(request.Body, request.Name, request.Name) is >= 0 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new CommandException(ErrorCodes.BadValue, $"{request.Name} takes seconds, 0 or more");

    private static CommandException NotPrimary() => new(ErrorCodes.NotWritablePrimary, "not primary so can't step down");
}
