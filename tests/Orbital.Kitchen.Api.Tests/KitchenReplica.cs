using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>A kitchen with real ports and clients for them: inside the test's process, or, for faults, as a process of its own.</summary>
internal sealed class KitchenReplica : IAsyncDisposable
{
    // All that is still to be compiled runs at the first start, and it may run while the machine has much else to do.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);

    private readonly IAsyncDisposable _service;

    private KitchenReplica(IAsyncDisposable service, int httpPort, int grpcPort)
    {
        _service = service;
        GrpcPort = grpcPort;
        HttpPort = httpPort;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{grpcPort}");
        Orders = Channel.CreateGrpcService<IOrderService>();
    }

    public ServiceProcess Process => (ServiceProcess)_service;

    /// <summary>The services of a replica inside this process.</summary>
    public IServiceProvider Services => ((WebApplication)_service).Services;

    public int HttpPort { get; }

    public int GrpcPort { get; }

    public HttpClient Http { get; }

    public GrpcChannel Channel { get; }

    public IOrderService Orders { get; }

    /// <summary>Starts a replica inside this process; it is ready when this returns.</summary>
    public static async Task<KitchenReplica> StartAsync(string connectionString, params (string Name, string Value)[] settings)
    {
        var app = KitchenHost.Build(["--environment=Development", .. Settings(connectionString, 0, 0, settings).Select(setting => $"--{setting.Key}={setting.Value}")]);
        await app.StartAsync();
        var ports = app.Urls.Select(url => new Uri(url).Port).ToArray();
        var kitchen = new KitchenReplica(app, ports[0], ports[1]);
        await Eventually.BecomesTrueAsync(async () => (await kitchen.Http.GetAsync("/health/ready")).IsSuccessStatusCode, StartDeadline);
        return kitchen;
    }

    /// <summary>Starts a replica as a process of its own; it answers <c>/ping</c> when this returns.</summary>
    public static async Task<KitchenReplica> StartProcessAsync(string connectionString, params (string Name, string Value)[] settings)
    {
        var (http, grpc) = (FreePort.Next(), FreePort.Next());
        var process = ServiceProcess.Start("Orbital.Kitchen.Api", Settings(connectionString, http, grpc, settings));
        await process.WaitUntilAnswersAsync($"http://127.0.0.1:{http}/ping");
        return new KitchenReplica(process, http, grpc);
    }

    public Task UntilReadyAsync() => Process.WaitUntilAnswersAsync($"http://127.0.0.1:{HttpPort}/health/ready");

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>All batch items as (station, item, quantity), over all pages.</summary>
    public async Task<List<(string Station, string Item, int Quantity)>> BatchItemsAsync(string query = "")
    {
        List<(string, string, int)> all = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await GetAsync($"/api/v1/batch-items?limit=500&cursor={cursor}&{query}");
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(item => (
                item.GetProperty("stationName").GetString()!, item.GetProperty("itemName").GetString()!, item.GetProperty("quantity").GetInt32())));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Channel.Dispose();
        // Some of the framework's timers end with a stop only; what still ran would keep the host in memory.
        if (_service is WebApplication host)
            await host.StopAsync();
        await _service.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(string connectionString, int http, int grpc, (string Name, string Value)[] more)
    {
        var all = more.ToDictionary(setting => setting.Name, setting => setting.Value);
        all["ConnectionStrings:PostgreSQL"] = connectionString;
        all.TryAdd("Serilog:MinimumLevel:Default", "Fatal");
        all["Kitchen:HttpPort"] = $"{http}";
        all["Kitchen:GrpcPort"] = $"{grpc}";
        return all;
    }
}
