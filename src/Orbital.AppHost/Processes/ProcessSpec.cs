namespace Orbital.AppHost.Processes;

/// <summary>What to start, and how to end it politely.</summary>
internal sealed record ProcessSpec(string Name, string FileName, params IReadOnlyList<string> Arguments)
{
    /// <summary>Added to this process's own environment; replaces names that differ only in case, as .NET's configuration reads them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Which variables of this process's own environment it gets; all of them by default.</summary>
    public Func<string, bool> Inherits { get; init; } = _ => true;

    public string? WorkingDirectory { get; init; }

    /// <summary>The signal that asks it to end: Terminate for most, Interrupt for PostgreSQL's fast shutdown.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>A .NET program that was built beside this one, run by the runtime that runs this one.</summary>
    public static ProcessSpec DotNet(string name, string assembly, params IReadOnlyList<string> arguments) =>
        new(name, System.Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            [assembly, .. arguments]);
}
