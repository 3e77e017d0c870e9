using System.Runtime.InteropServices;

namespace Orbital.AppHost.Processes;

/// <summary>The POSIX signals used here.</summary>
internal enum Signal
{
    Hangup,
    Interrupt,
    Kill,
    Terminate,
    Freeze,
    Continue,
}

internal static partial class Signals
{
    /// <summary>Sends a signal to one process. False when it is gone already.</summary>
    public static bool Send(int processId, Signal signal) => Kill(processId, Number(signal)) == 0;

    /// <summary>Sends a signal to all processes of a group. False when none is left.</summary>
    public static bool SendToGroup(int groupId, Signal signal) => Kill(-groupId, Number(signal)) == 0;

    /// <summary>True while a process with this id exists.</summary>
    public static bool IsAlive(int processId) => Kill(processId, 0) == 0;

    /// <summary>As kill(1) names it.</summary>
    public static string ShellName(Signal signal) => signal switch
    {
        Signal.Hangup => "HUP",
        Signal.Interrupt => "INT",
        Signal.Kill => "KILL",
        Signal.Terminate => "TERM",
        Signal.Freeze => "STOP",
        Signal.Continue => "CONT",
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

    private static int Number(Signal signal) => signal switch
    {
        Signal.Hangup => 1,
        Signal.Interrupt => 2,
        Signal.Kill => 9,
        Signal.Terminate => 15,
        Signal.Freeze => OperatingSystem.IsMacOS() ? 17 : 19,
        Signal.Continue => OperatingSystem.IsMacOS() ? 19 : 18,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

    // .NET sends no signal but SIGKILL.
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
