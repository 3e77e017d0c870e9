using System.Globalization;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Tests.Processes;

/// <summary>What really runs on this machine.</summary>
internal static class RunningProcesses
{
    /// <summary>The processes that a process has started and that still run.</summary>
    public static async Task<IReadOnlyList<int>> ChildrenOfAsync(int parent)
    {
        var all = await AllAsync();
        return [.. all.Where(process => process.Parent == parent).Select(process => process.Id)];
    }

    /// <summary>False for a process that ended but whose parent has not noticed yet.</summary>
    public static bool IsRunning(int id)
    {
        try
        {
            return Signals.IsAlive(id) && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return Signals.IsAlive(id);
        }
    }

    private static async Task<IReadOnlyList<(int Id, int Parent)>> AllAsync()
    {
        var ids = new List<(int, int)>();
        if (!Directory.Exists("/proc/self"))
        {
            var ps = await Command.RunAsync("ps", ["-A", "-o", "pid=,ppid="], CancellationToken.None);
            return [.. ps.Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(row => (Number(row[0]), Number(row[1])))];
        }
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(name => char.IsAsciiDigit(Path.GetFileName(name)[0])))
        {
            try
            {
                // pid (name) state ppid …: the name may hold spaces and brackets.
                var stat = await File.ReadAllTextAsync(Path.Combine(directory, "stat"));
                var parent = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
                ids.Add((Number(Path.GetFileName(directory)), Number(parent)));
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
        return ids;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
