using System.Diagnostics;

namespace Orbital.AppHost.Processes;

/// <summary>
/// Starts programs in a session of their own. A Ctrl-C in the terminal goes to every process of the foreground group at once;
/// ours must end one after the other, and their process group must be ours to kill whole.
/// </summary>
internal static class OwnSession
{
    // setsid(1) replaces itself by the program, so the process id stays. macOS has none: there Ctrl-C reaches all at once.
    private static readonly string? Setsid = SearchPath.Find("setsid");

    public static ProcessStartInfo Wrap(string fileName, IReadOnlyList<string> arguments) =>
        Setsid is null ? new ProcessStartInfo(fileName, arguments) : new ProcessStartInfo(Setsid, [fileName, .. arguments]);
}
