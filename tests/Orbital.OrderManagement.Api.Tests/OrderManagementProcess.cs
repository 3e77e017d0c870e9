using System.Diagnostics;
using System.Text.Json;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Order Management as its users run it: a process of its own, told everything by settings.</summary>
internal sealed class OrderManagementProcess : IAsyncDisposable
{
    private readonly ServiceProcess _process;

    private OrderManagementProcess(ServiceProcess process) => _process = process;

    /// <summary>What the process wrote, line by line.</summary>
    public IReadOnlyCollection<string> Log => _process.Output;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Ends with the exit code.</summary>
    public Task<int> Exited => _process.Exited.WaitAsync(TimeSpan.FromSeconds(20));

    public static OrderManagementProcess Start(string mongoDb, string kitchen, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings:MongoDB"] = mongoDb,
            ["Kitchens:Default:Address"] = kitchen,
            ["OrderManagement:HttpPort"] = "0",
        };
        foreach (var (name, value) in settings)
            all[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        return new OrderManagementProcess(ServiceProcess.Start("Orbital.OrderManagement.Api", all));
    }

    /// <summary>Waits until it listens, on a port that it found itself: one found for it could be taken by then.</summary>
    public async Task<OrderManagementProcess> ListeningAsync()
    {
        var address = await Eventually.BecomesAsync(
            () => Task.FromResult(_process.Exited.IsCompleted ? "" : AddressOf(Log)), TimeSpan.FromSeconds(60), "the service listens");
        if (address.Length == 0)
            throw new InvalidOperationException($"Order Management ended with {await Exited}:\n{string.Join('\n', Log)}");
        Http.BaseAddress = new Uri(address);
        await _process.WaitUntilAnswersAsync(new Uri(Http.BaseAddress, "/ping").ToString());
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
        _process.Terminate();
        await Exited;
        return Stopwatch.GetElapsedTime(asked);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGSTOP: alive, and silent.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>SIGCONT.</summary>
    public void Continue() => _process.Continue();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Http.Dispose();
    }

    private static string? AddressOf(IEnumerable<string> log) => log
        .Where(line => line.Contains("Now listening on", StringComparison.Ordinal))
        .Select(line => JsonElement.Parse(line).GetProperty("address").GetString())
        .FirstOrDefault();
}
