namespace Orbital.MongoEmulator.Commands;

internal delegate ValueTask<CommandReply> CommandHandler(CommandRequest request);

/// <summary>A group of related commands, which registers itself in the table.</summary>
internal interface ICommandGroup
{
    void Register(CommandTable commands);
}

/// <summary>All commands by name. What is not in it does not exist: error 59.</summary>
internal sealed class CommandTable
{
    private readonly Dictionary<string, CommandHandler> _handlers = new(StringComparer.Ordinal);

    public CommandTable(IEnumerable<ICommandGroup> groups)
    {
        foreach (var group in groups)
            group.Register(this);
    }

    public IEnumerable<string> Names => _handlers.Keys;

    public void Add(string name, Func<CommandRequest, CommandReply> handler) =>
        _handlers.Add(name, request => ValueTask.FromResult(handler(request)));

    public void AddAsync(string name, CommandHandler handler) => _handlers.Add(name, handler);

    public CommandHandler Find(string name) => _handlers.TryGetValue(name, out var handler)
        ? handler
        : throw new CommandException(ErrorCodes.CommandNotFound, $"no such command: '{name}'");
}
