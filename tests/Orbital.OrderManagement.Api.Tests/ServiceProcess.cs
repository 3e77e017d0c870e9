using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Order Management as its users run it: a process of its own, told everything by environment variables.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What the process wrote, line by line.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(5) };

    public int ExitCode => _process.ExitCode;

    public static ServiceProcess Start(string mongoDb, string kitchen, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Orbital.OrderManagement.Api.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["ConnectionStrings__MongoDB"] = mongoDb;
        start.Environment["Kitchens__Default__Address"] = kitchen;
        start.Environment["OrderManagement__HttpPort"] = "0";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new ServiceProcess(new Process { StartInfo = start });
    }

    /// <summary>Waits until it listens.</summary>
    public async Task<ServiceProcess> ListeningAsync()
    {
        Http.BaseAddress = await _address.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return this;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asks politely, and says how long the end took.</summary>
    public async Task<TimeSpan> TerminateAsync()
    {
        var asked = Stopwatch.GetTimestamp();
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await ExitAsync();
        return Stopwatch.GetElapsedTime(asked);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public async Task ExitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        Log.Enqueue(line);
        if (ListeningLine().Match(line) is { Success: true } listening)
            _address.TrySetResult(new Uri(listening.Groups["address"].Value));
    }

    [GeneratedRegex(@"Now listening on: \W*(?<address>http://[\d.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListeningLine();
}
