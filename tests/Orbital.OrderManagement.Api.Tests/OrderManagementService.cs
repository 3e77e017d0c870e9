using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orbital.Testing;
using Serilog;
using Serilog.Extensions.Logging;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Order Management inside the test's process, on a real port: for all that needs no process of its own.</summary>
internal sealed class OrderManagementService : IAsyncDisposable
{
    private readonly WebApplication _service;
    private readonly KeptLog _log;

    private OrderManagementService(WebApplication service, KeptLog log)
    {
        (_service, _log) = (service, log);
        Http = new HttpClient { BaseAddress = new Uri(service.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>What it logged, line by line, as the process writes it.</summary>
    public IReadOnlyCollection<string> Log => _log.Lines;

    public HttpClient Http { get; }

    /// <summary>Starts it; it listens when this returns.</summary>
    public static async Task<OrderManagementService> StartAsync(string mongoDb, string kitchen, params (string Name, string Value)[] settings)
    {
        var all = OpenProduction.Settings();
        all.Remove("DOTNET_ENVIRONMENT", out var environment);
        all["environment"] = environment!;
        all["ConnectionStrings:MongoDB"] = mongoDb;
        all["Kitchens:Default:Address"] = kitchen;
        all["OrderManagement:HttpPort"] = "0";
        foreach (var (name, value) in settings)
            all[name] = value;
        var log = new KeptLog();
        var service = OrderManagementHost.Build([.. all.Select(setting => $"--{setting.Key}={setting.Value}")], builder => KeepLog(builder, log));
        await service.StartAsync();
        return new OrderManagementService(service, log);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync();
        await _service.DisposeAsync();
        Http.Dispose();
    }

    // With the levels of the service, and off the console, where the lines of many would mix.
    private static void KeepLog(WebApplicationBuilder builder, KeptLog log) =>
        builder.Services.AddSingleton<ILoggerFactory>(_ => new SerilogLoggerFactory(
            new LoggerConfiguration().ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext().WriteTo.Sink(log).CreateLogger(), dispose: true));
}
