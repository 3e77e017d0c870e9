using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Sse;

/// <summary>The stream behind an nginx as it comes: <c>proxy_buffering</c> is on, and it gives up a silent service.</summary>
public sealed class ProxyTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <summary>A third of nginx's default, against the heartbeats' default: what survives this survives a minute too.</summary>
    private static readonly TimeSpan ProxyReadTimeout = TimeSpan.FromSeconds(20);

    private string _database = "";
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _kitchen = await KitchenReplica.StartAsync(_database);
    }

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Fact]
    public async Task Each_event_passes_at_once_though_the_proxy_buffers()
    {
        await using var proxy = await Nginx.StartAsync(_kitchen.HttpPort, ProxyReadTimeout);
        using var http = new HttpClient { BaseAddress = proxy.Address };
        await using var events = await EventReader.OpenAsync(http).WaitAsync(AtOnce);
        (await events.NextAsync(heartbeats: true).WaitAsync(AtOnce))!.Event.ShouldBe("heartbeat");

        for (var i = 1; i <= 5; i++)
        {
            await _kitchen.Orders.SendOrder(SampleOrders.Burgers($"o{i}"));
            (await events.TakeAsync(2).WaitAsync(AtOnce))[^1].Id.ShouldBe(2 * i);
        }
    }

    [Fact]
    public async Task A_stream_without_events_outlives_the_timeout_of_the_proxy_thanks_to_its_heartbeats()
    {
        await using var silent = await KitchenReplica.StartAsync(_database, ("Kitchen:Events:HeartbeatInterval", "00:00:55"));
        await using var proxy = await Nginx.StartAsync(_kitchen.HttpPort, ProxyReadTimeout);
        await using var proxyOfSilent = await Nginx.StartAsync(silent.HttpPort, ProxyReadTimeout);
        using var http = new HttpClient { BaseAddress = proxy.Address };
        using var httpOfSilent = new HttpClient { BaseAddress = proxyOfSilent.Address };
        await using var events = await EventReader.OpenAsync(http);
        await using var eventsOfSilent = await EventReader.OpenAsync(httpOfSilent);
        var next = events.NextAsync(TimeSpan.FromSeconds(60));

        // The control, and the wait: without heartbeats the proxy gives up.
        await Should.ThrowAsync<IOException>(() => eventsOfSilent.NextAsync(TimeSpan.FromSeconds(60)));
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);

        next.IsCompleted.ShouldBeFalse();
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("after the quiet"));
        (await next.WaitAsync(AtOnce))!.Id.ShouldBe(1);
    }
}
