using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Sse;

/// <summary>The stream behind an nginx as it comes: <c>proxy_buffering</c> is on, and it gives up a service that is silent for too long.</summary>
public sealed class ProxyTests(PostgresServer postgres) : IAsyncLifetime
{
    /// <summary>What is buffered waits for kilobytes of others, not for seconds.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    /// <summary>nginx gives up after so long; by default after a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Idle = 1.5 * Patience;

    private string _database = "";
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateKitchenAsync();
        _kitchen = await KitchenReplica.StartAsync(_database);
    }

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Fact]
    public async Task Each_event_passes_at_once_though_the_proxy_buffers()
    {
        await using var proxy = await Nginx.StartAsync(_kitchen.HttpPort);
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
        // The control: a service that is silent for longer.
        await using var silent = await KitchenReplica.StartAsync(_database, ("Kitchen:Events:HeartbeatInterval", "00:00:55"));
        await using var impatient = await Nginx.StartAsync(silent.HttpPort, Patience);
        using var httpOfSilent = new HttpClient { BaseAddress = impatient.Address };
        await using var eventsOfSilent = await EventReader.OpenAsync(httpOfSilent);
        var control = Should.ThrowAsync<IOException>(() => eventsOfSilent.NextAsync(8 * Patience));

        await using var beating = await KitchenReplica.StartAsync(_database, ("Kitchen:Events:HeartbeatInterval", "00:00:02"));
        await using var proxy = await Nginx.StartAsync(beating.HttpPort, Patience);
        using var http = new HttpClient { BaseAddress = proxy.Address };
        await using var events = await EventReader.OpenAsync(http);
        var next = events.NextAsync(8 * Patience);
        await Task.Delay(Idle, TimeProvider.System, TestContext.Current.CancellationToken);

        await control;
        next.IsCompleted.ShouldBeFalse();
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("after the quiet"));
        (await next.WaitAsync(AtOnce))!.Id.ShouldBe(1);
    }
}
