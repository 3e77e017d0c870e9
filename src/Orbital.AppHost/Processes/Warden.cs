using System.Diagnostics;

namespace Orbital.AppHost.Processes;

/// <summary>
/// Ends the started processes when this one is killed outright (kill -9, out of memory) and cannot do it itself.
/// It is a small shell that knows their ids and reads our pipe: the pipe's end is the news of our death.
/// (The kernel's parent-death signal would do on Linux alone, and fires when the starting *thread* ends.)
/// </summary>
internal sealed class Warden : IAsyncDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        started=
        while read -r word signal id; do
            case $word in
                started) started="$signal:$id $started" ;;
                ended) rest=; for entry in $started; do [ "${entry#*:}" = "$id" ] || rest="$rest $entry"; done; started=$rest ;;
            esac
        done
        for entry in $started; do kill -"${entry%%:*}" "${entry#*:}" 2>/dev/null; done
        for second in 1 2 3 4 5; do
            alive=; for entry in $started; do kill -0 "${entry#*:}" 2>/dev/null && alive=yes; done
            [ -n "$alive" ] || break
            sleep 1
        done
        for entry in $started; do kill -s KILL -- -"${entry#*:}" 2>/dev/null; kill -KILL "${entry#*:}" 2>/dev/null; done
        exit 0
        """;

    private readonly Lock _lock = new();
    private readonly Process _shell;
    private readonly StreamWriter _pipe;
    private bool _disposed;

    public Warden()
    {
        var start = OwnSession.Wrap("sh", ["-c", Script]);
        start.RedirectStandardInput = true;
        _shell = Process.Start(start) ?? throw new HostFailure("sh could not be started.");
        Id = _shell.Id;
        _pipe = _shell.StandardInput;
        _pipe.AutoFlush = true;
    }

    public int Id { get; }

    public void Started(int processId, Signal stopSignal) => Tell($"started {Signals.ShellName(stopSignal)} {processId}");

    public void Ended(int processId) => Tell($"ended - {processId}");

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _pipe.Close();
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private void Tell(string line)
    {
        try
        {
            lock (_lock)
                _pipe.WriteLine(line);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Someone ended the warden. The processes are still ended by the ordinary way; only the last resort is lost.
        }
    }
}
