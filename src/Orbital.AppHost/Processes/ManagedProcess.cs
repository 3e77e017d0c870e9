using System.ComponentModel;
using System.Diagnostics;

namespace Orbital.AppHost.Processes;

/// <summary>One started process: its output by lines, its end as a task, and ways to end it that do not fail.</summary>
internal sealed class ManagedProcess : IAsyncDisposable
{
    private const int RememberedLines = 20;
    private static readonly TimeSpan OutputAfterExit = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly Warden _warden;
    private readonly Action<string> _onLine;
    private readonly Queue<string> _lastLines = new();

    private ManagedProcess(Process process, ProcessSpec spec, Warden warden, Action<string> onLine)
    {
        (_process, _spec, _warden, _onLine) = (process, spec, warden, onLine);
        Id = process.Id;
        Exited = WaitForExitAsync();
    }

    public string Name => _spec.Name;

    public int Id { get; }

    /// <summary>Completes with the exit code, once the last lines have been read too.</summary>
    public Task<int> Exited { get; }

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lastLines)
                return [.. _lastLines];
        }
    }

    /// <exception cref="HostFailure">The program cannot be started.</exception>
    public static ManagedProcess Start(ProcessSpec spec, Warden warden, Action<string> onLine)
    {
        var start = OwnSession.Wrap(spec.FileName, spec.Arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = spec.WorkingDirectory ?? "";
        foreach (var unwanted in start.Environment.Keys.Where(key => !spec.Inherits(key)).ToList())
            start.Environment.Remove(unwanted);
        foreach (var (name, value) in spec.Environment)
        {
            foreach (var other in start.Environment.Keys.Where(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList())
                start.Environment.Remove(other);
            start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start) ?? throw new HostFailure($"{spec.Name} could not be started.");
            warden.Started(process.Id, spec.StopSignal);
            process.StandardInput.Close();
            return new ManagedProcess(process, spec, warden, onLine);
        }
        catch (Win32Exception exception)
        {
            throw new HostFailure($"{spec.Name} could not be started: {exception.Message}", exception);
        }
    }

    public void Send(Signal signal)
    {
        if (!Exited.IsCompleted)
            Signals.Send(Id, signal);
    }

    /// <summary>Asks it to end and, when it does not within the grace, kills it and all that it started. True when it ended by itself.</summary>
    public async Task<bool> StopAsync(TimeSpan grace)
    {
        Send(_spec.StopSignal);
        var polite = await ExitsWithinAsync(grace);
        await KillAsync();
        return polite;
    }

    /// <summary>Kills it and all that it started, at once.</summary>
    public async Task KillAsync()
    {
        if (!Exited.IsCompleted)
            KillTree();
        Signals.SendToGroup(Id, Signal.Kill); // what it left behind, if anything
        await ExitsWithinAsync(AfterKill);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task<bool> ExitsWithinAsync(TimeSpan time)
    {
        await Task.WhenAny(Exited, Task.Delay(time, TimeProvider.System));
        return Exited.IsCompleted;
    }

    private void KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended meanwhile.
        }
    }

    private async Task<int> WaitForExitAsync()
    {
        var output = Task.WhenAll(ReadLinesAsync(_process.StandardOutput), ReadLinesAsync(_process.StandardError));
        await _process.WaitForExitAsync();
        _warden.Ended(Id);
        // A process that it left behind may hold the pipe open for ever.
        await Task.WhenAny(output, Task.Delay(OutputAfterExit, TimeProvider.System));
        return _process.ExitCode;
    }

    private async Task ReadLinesAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                Remember(line);
                _onLine(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Disposed while something still held the pipe.
        }
    }

    private void Remember(string line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > RememberedLines)
                _lastLines.Dequeue();
        }
    }
}
