using System.Net.Http.Json;
using System.Text.Json;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>One of several Order Management processes on the same collection.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly ServiceProcess _process;
    private readonly HttpClient _http;

    private Listener(ServiceProcess process, int port)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(2) };
    }

    public static Listener Start(WholeLine line, params (string Name, string Value)[] settings)
    {
        var port = FreePort.Next();
        var all = new Dictionary<string, string>
        {
            ["Serilog:MinimumLevel:Default"] = "Warning",
            ["ConnectionStrings:MongoDB"] = line.MongoDb,
            ["OrderFeed:Database"] = line.Database,
            ["Kitchens:Default:Address"] = $"http://127.0.0.1:{line.GrpcPort}",
            ["OrderManagement:HttpPort"] = $"{port}",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        return new Listener(ServiceProcess.Start("Orbital.OrderManagement.Api", all), port);
    }

    /// <summary>What <c>/api/v1/feed</c> says; null while the process does not answer.</summary>
    public async Task<ListenerFeed?> FeedAsync()
    {
        try
        {
            return await _http.GetFromJsonAsync<ListenerFeed>("/api/v1/feed");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>All of that as text, with the last lines of its log: for a test that fails.</summary>
    public async Task<string> TellAsync()
    {
        var log = string.Join('\n', _process.Output.TakeLast(20));
        try
        {
            return $"{await _http.GetStringAsync("/api/v1/feed")}\n{log}";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return $"no answer: {exception.Message}\n{log}";
        }
    }

    public async Task<string?> RoleAsync() => (await FeedAsync())?.Role;

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        _process.Terminate();
        return await _process.Exited.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}

/// <summary>Some of what a listener tells of itself.</summary>
internal sealed record ListenerFeed(string Role, int InFlight, long Delivered, string? Position, JsonElement? Reading);
