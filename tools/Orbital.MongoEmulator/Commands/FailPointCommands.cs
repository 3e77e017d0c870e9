using MongoDB.Bson;
using Orbital.MongoEmulator.Faults;

namespace Orbital.MongoEmulator.Commands;

/// <summary>configureFailPoint and waitForFailPoint, as a mongod has them that was started with enableTestCommands.</summary>
internal sealed class FailPointCommands(FailPoints points, MongoEmulatorOptions options) : ICommandGroup
{
    public void Register(CommandTable commands)
    {
        commands.Add("configureFailPoint", request => Configure(request, commands));
        commands.AddAsync("waitForFailPoint", WaitAsync);
    }

    private CommandReply Configure(CommandRequest request, CommandTable commands)
    {
        request.RequireAdmin();
        request.AllowOnly("mode", "data");
        var point = points.Find(request.Body[0].AsString);
        var mode = FailPointMode.Parse(request.Body.GetValue("mode", BsonNull.Value));
        var data = FailPointData.None;
        if (mode.Activation != FailPointActivation.Off)
            data = FailPointData.Parse(point.Name, point.Fields, request.Document("data"));
        if (data.Commands.FirstOrDefault(name => !commands.Names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw CommandException.NotSupported($"the command '{unknown}' in failCommands");

        return new CommandReply(new BsonDocument("count", point.Configure(mode, data)));
    }

    private async ValueTask<CommandReply> WaitAsync(CommandRequest request)
    {
        request.RequireAdmin();
        request.AllowOnly("timesEntered");
        var point = points.Find(request.Body[0].AsString);
        var wait = request.Number("maxTimeMS")
            ?? throw new CommandException(ErrorCodes.InvalidOptions, "waitForFailPoint needs 'maxTimeMS'");
        var deadline = new Deadline(options.TimeProvider, TimeSpan.FromMilliseconds(wait));
        if (!await point.WaitAsync(request.Body["timesEntered"].ToInt64(), deadline, request.Connection.Closed))
            throw new CommandException(ErrorCodes.MaxTimeMSExpired, $"{point.Name} was not entered so often in {wait} ms");

        return CommandReply.Ok();
    }
}
