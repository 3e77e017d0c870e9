namespace Orbital.AppHost.Processes;

/// <summary>
/// The started processes as one whole: if one ends by itself all must end, and they end in the reverse order of their start,
/// so that none loses what it depends on while it finishes its work.
/// </summary>
internal sealed class Supervisor(HostConsole console, Warden warden) : IAsyncDisposable
{
    /// <summary>The time in which all must have ended.</summary>
    public static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(4.5);

    // What a process that hangs must leave to each one after it.
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(50);

    private readonly List<ManagedProcess> _processes = [];
    private readonly TaskCompletionSource<ManagedProcess> _firstExit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ManagedProcess Start(ProcessSpec spec)
    {
        var process = ManagedProcess.Start(spec, warden, line => console.Line(spec.Name, line));
        _processes.Add(process);
        _ = process.Exited.ContinueWith(_ => _firstExit.TrySetResult(process), TaskScheduler.Default);
        return process;
    }

    /// <summary>Returns when the process is ready for work.</summary>
    /// <param name="process">Whose readiness it is.</param>
    /// <param name="whatIsMissing">Asked again and again; null is ready.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="HostFailure">It was not ready in time, or one of the processes ended.</exception>
    public async Task WaitUntilReadyAsync(ManagedProcess process, Func<CancellationToken, Task<string?>> whatIsMissing,
        CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await whatIsMissing(cancellationToken) is { } missing)
        {
            ThrowIfOneEnded();
            if (TimeProvider.System.GetElapsedTime(started) > ReadyDeadline)
                throw new HostFailure($"{process.Name} was not ready within {ReadyDeadline.TotalSeconds:0} s: {missing}");
            await Task.Delay(ProbeInterval, TimeProvider.System, cancellationToken);
        }
        ThrowIfOneEnded();
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="HostFailure">One of the processes ended by itself.</exception>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        await _firstExit.Task.WaitAsync(cancellationToken);
        ThrowIfOneEnded();
    }

    public async ValueTask DisposeAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var last = _processes.Count - 1; last >= 0; last--)
        {
            var process = _processes[last];
            var left = StopDeadline - TimeProvider.System.GetElapsedTime(started) - (Reserve * last);
            if (!await process.StopAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero))
                console.Say($"{process.Name} did not end in time and was killed.");
            await process.DisposeAsync();
        }
        _processes.Clear();
    }

    private void ThrowIfOneEnded()
    {
        if (!_firstExit.Task.IsCompleted)
            return;
        var process = _firstExit.Task.Result;
        var lines = string.Join('\n', process.LastLines.Select(line => "    " + line));
        throw new HostFailure($"{process.Name} ended by itself with exit code {process.Exited.Result}, so all else was ended too. "
            + (lines.Length > 0 ? $"Its last lines:\n{lines}" : "It printed nothing."));
    }
}
