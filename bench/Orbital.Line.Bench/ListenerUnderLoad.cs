using System.Diagnostics;
using System.Text.Json;
using Orbital.Testing;

namespace Orbital.Line.Bench;

/// <summary>Order Management as a process.</summary>
internal sealed class ListenerUnderLoad : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly ServiceProcess _service;
    private readonly Process _process;
    private readonly HttpClient _http;

    private ListenerUnderLoad(ServiceProcess service, int port)
    {
        _service = service;
        _process = Process.GetProcessById(service.Id);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that it ever had in use, in megabytes.</summary>
    public double PeakMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1024.0 / 1024.0;
        }
    }

    /// <summary>Starts it on what is inserted from now on, or where the last one ended; it works when this returns.</summary>
    public static async Task<ListenerUnderLoad> StartAsync(Source source, string kitchenAddress)
    {
        var port = FreePort.Next();
        var listener = new ListenerUnderLoad(
            ServiceProcess.Start("Orbital.OrderManagement.Api", new Dictionary<string, string>
            {
                ["ConnectionStrings:MongoDB"] = source.ConnectionString,
                ["Kitchens:Default:Address"] = kitchenAddress,
                ["OrderManagement:HttpPort"] = $"{port}",
                ["OrderFeed:StartFrom"] = "Now",
                ["Serilog:MinimumLevel:Default"] = "Warning",
            }),
            port);
        await Eventually.BecomesTrueAsync(
            async () => await listener.FeedAsync() is var feed && feed.GetProperty("role").GetString() == "working" && feed.GetProperty("position").GetString() is not null);
        return listener;
    }

    /// <summary>Orders that the kitchen has acknowledged.</summary>
    public async Task<long> DeliveredAsync() => (await FeedAsync()).GetProperty("delivered").GetInt64();

    /// <summary>Returns when so many orders are acknowledged.</summary>
    public Task UntilDeliveredAsync(long count) => Eventually.BecomesTrueAsync(async () => await DeliveredAsync() >= count, Patience);

    /// <summary>Returns when it knows that the kitchen is away.</summary>
    public Task UntilHeldBackAsync() => Eventually.BecomesTrueAsync(
        async () => !(await FeedAsync()).GetProperty("kitchens")[0].GetProperty("takesOrders").GetBoolean(), Patience);

    /// <summary>SIGSTOP: what is inserted meanwhile waits in MongoDB.</summary>
    public void Freeze() => _service.Freeze();

    /// <summary>SIGCONT.</summary>
    public void Continue() => _service.Continue();

    public async Task TerminateAsync()
    {
        _service.Terminate();
        await _service.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Dispose();
        await _service.DisposeAsync();
    }

    private async Task<JsonElement> FeedAsync() => JsonElement.Parse(await _http.GetStringAsync("/api/v1/feed"));
}
