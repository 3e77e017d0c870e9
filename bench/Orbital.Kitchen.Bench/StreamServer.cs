using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>A process that streams events: the kitchen, or the bare endpoint. Both are measured in the same way.</summary>
internal sealed class StreamServer : IDisposable
{
    private readonly HttpClient _http;
    private readonly Process _process;
    private readonly StreamWriter? _input;
    private readonly Func<string, Task> _send;
    private readonly Func<int, Task<string>> _pathOfLast;

    private StreamServer(int port, Process process, StreamWriter? input, Func<string, Task>? send, Func<HttpClient, int, Task<string>> pathOfLast)
    {
        Port = port;
        (_process, _input) = (process, input);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _send = send ?? (order => PostAsync(_http, order));
        _pathOfLast = last => pathOfLast(_http, last);
    }

    public int Port { get; }

    /// <summary>Processor time that the process has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="kitchen">It streams.</param>
    /// <param name="send">How an order comes to it; from the bench itself by default.</param>
    public static StreamServer Of(KitchenUnderLoad kitchen, Func<string, Task>? send = null) =>
        new(kitchen.HttpPort, Process.GetProcessById(kitchen.ProcessId), input: null, send ?? kitchen.SendAsync, async (http, last) =>
        {
            var page = await http.GetFromJsonAsync<JsonElement>("/api/v1/orders?limit=1");
            return $"/api/v1/events?after={page.GetProperty("sequence").GetInt64() - last}";
        });

    /// <summary>Starts the bare endpoint as a process like the kitchen's; it ends when this one does.</summary>
    public static async Task<StreamServer> StartBareAsync(string file)
    {
        var port = FreePort.Next();
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["bare-endpoint", "--port", $"{port}", "--file", file]) { UseShellExecute = false, RedirectStandardInput = true };
        start.Environment["DOTNET_gcServer"] = "1";
        var process = Process.Start(start)!;
        var server = new StreamServer(port, process, process.StandardInput, send: null, (_, last) => Task.FromResult($"/stream?last={last}"));
        await Eventually.BecomesTrueAsync(async () => (await server._http.GetAsync("/ping")).IsSuccessStatusCode);
        return server;
    }

    /// <summary>Makes one order known to all subscribers.</summary>
    public Task SendAsync(string order) => _send(order);

    /// <summary>A subscriber that has asked for nothing yet.</summary>
    public Task<StreamClient> ConnectAsync() => StreamClient.ConnectAsync(Port);

    /// <summary>The stream from so many events ago.</summary>
    public Task<string> PathOfLastAsync(int events) => _pathOfLast(events);

    public void Dispose()
    {
        _http.Dispose();
        _input?.Dispose();
        _process.Dispose();
    }

    private static async Task PostAsync(HttpClient http, string order) =>
        (await http.PostAsync($"/send?order={order}", content: null)).EnsureSuccessStatusCode();
}
