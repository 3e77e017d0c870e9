using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Order Management inside the test's process, with what the test puts in place of its parts.</summary>
internal sealed class ListenerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ListenerHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Http { get; }

    public static async Task<ListenerHost> StartAsync(
        string mongoDb, string kitchen, Action<WebApplicationBuilder>? change = null, params (string Name, string Value)[] settings)
    {
        (string Name, string Value)[] own =
        [
            ("environment", "Development"), ("ConnectionStrings:MongoDB", mongoDb), ("Kitchens:Default:Address", kitchen), ("OrderManagement:HttpPort", "0"),
        ];
        var app = OrderManagementHost.Build([.. own.Concat(settings).Select(setting => $"--{setting.Name}={setting.Value}")], change);
        await app.StartAsync();
        return new ListenerHost(app);
    }

    public async Task<JsonElement> FeedAsync() => JsonElement.Parse(await Http.GetStringAsync("/api/v1/feed"));

    /// <summary>What the page says of the reading of the collection; null when there is none.</summary>
    public async Task<string?> ReadingAsync() =>
        (await FeedAsync()).GetProperty("reading") is { ValueKind: JsonValueKind.Object } reading ? reading.GetProperty("state").GetString() : null;

    public Task FollowsAsync() => Eventually.BecomesTrueAsync(
        async () => (await FeedAsync()).GetProperty("readUpTo").ValueKind != JsonValueKind.Null, TimeSpan.FromSeconds(60), "the listener follows the stream");

    public async Task<int> DecideAsync(string? decision)
    {
        using var response = await Http.PostAsJsonAsync("/api/v1/feed/second-reading", new { decision });
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Http.Dispose();
    }
}

/// <summary>The time of this machine, of which the test says how wrong it is.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    /// <summary>How far the wall clock is ahead.</summary>
    public TimeSpan WallClock { get; set; }

    /// <summary>How much more time has gone by.</summary>
    public TimeSpan Elapsed { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + WallClock;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(Elapsed.TotalSeconds * System.TimestampFrequency);

    public override long TimestampFrequency => System.TimestampFrequency;
}
