namespace Orbital.MongoEmulator.Commands;

internal static class CommandGroups
{
    /// <summary>Every group of commands that the server knows. A new group is one more line.</summary>
    public static IServiceCollection AddCommandGroups(this IServiceCollection services) => services
        .AddSingleton<ICommandGroup, HandshakeCommands>()
        .AddSingleton<ICommandGroup, SessionCommands>()
        .AddSingleton<ICommandGroup, DiagnosticCommands>()
        .AddSingleton<ICommandGroup, ReadCommands>()
        .AddSingleton<ICommandGroup, AggregateCommand>()
        .AddSingleton<ICommandGroup, CursorCommands>()
        .AddSingleton<ICommandGroup, WriteCommands>()
        .AddSingleton<ICommandGroup, FindAndModifyCommand>()
        .AddSingleton<ICommandGroup, CollectionCommands>()
        .AddSingleton<ICommandGroup, IndexCommands>()
        .AddSingleton<ICommandGroup, ReplicationCommands>()
        .AddSingleton<ICommandGroup, FailPointCommands>()
        .AddSingleton<ICommandGroup, EmulatorCommands>();
}
