using System.Diagnostics.Metrics;
using Orbital.Application.Kitchen;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Sse;

/// <summary>Streams whose client is gone are given up; the meter tells. Everything here is in this process.</summary>
[Collection(AloneCollection.Name)]
public sealed class VanishedClientTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly Dictionary<string, long> _counted = [];
    private readonly MeterListener _listener = new();
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == KitchenMeter.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            lock (_counted)
                _counted[instrument.Name] = _counted.GetValueOrDefault(instrument.Name) + value;
        });
        _listener.Start();
        _kitchen = await KitchenReplica.StartAsync(
            await postgres.CreateKitchenAsync(), ("Kitchen:Events:HeartbeatInterval", "00:00:01"), ("Kitchen:Events:WriteDeadline", "00:00:02"));
    }

    public async ValueTask DisposeAsync()
    {
        await _kitchen.DisposeAsync();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_client_that_closes_its_connection_is_noticed_at_once()
    {
        using (var client = await StalledClient.ConnectAsync(_kitchen.HttpPort))
        {
            await client.UntilAnsweredAsync();
            Counted("orbital.streams.open").ShouldBe(1);
        }

        await Eventually.BecomesTrueAsync(() => Counted("orbital.streams.open") == 0);
        Counted("orbital.streams.evictions").ShouldBe(0);
    }

    [Fact]
    public async Task A_client_that_vanishes_without_a_word_is_noticed_soon_after_the_next_heartbeat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux can drop one connection's packets, and only there is the silence bounded.");
        using var client = await StalledClient.ConnectAsync(_kitchen.HttpPort);
        await client.UntilAnsweredAsync();
        Counted("orbital.streams.open").ShouldBe(1);

        client.Vanish();

        // A second to the heartbeat, three for an answer to it.
        await Eventually.BecomesTrueAsync(() => Counted("orbital.streams.open") == 0, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_happens_to_streams_can_be_counted()
    {
        await BigOrders.SendAsync(_kitchen, 60);
        using var stalled = await StalledClient.ConnectAsync(_kitchen.HttpPort);
        await Eventually.BecomesTrueAsync(() => Counted("orbital.streams.evictions") == 1);

        await using (var events = await EventReader.OpenAsync(_kitchen.Http))
        {
            await Eventually.BecomesTrueAsync(() => Counted("orbital.streams.open") == 1);
            var before = Counted("orbital.events.delivered");
            await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
            await events.TakeAsync(2);
            Counted("orbital.events.delivered").ShouldBe(before + 2);
        }

        Counted("orbital.streams.replays").ShouldBe(1);
    }

    private long Counted(string instrument)
    {
        lock (_counted)
            return _counted.GetValueOrDefault(instrument);
    }
}
