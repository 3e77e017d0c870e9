using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Subscribers that do not read, and a kitchen that stops.</summary>
[Collection(AloneCollection.Name)]
public sealed class GrpcSlowSubscriberTests(PostgresServer postgres)
{
    private const int LargeOrders = 40;

    [Fact]
    public async Task Who_does_not_read_is_cut_off_catches_up_and_disturbs_nobody()
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync(), ("Kitchen:Events:WriteDeadline", "00:00:04"));
        var events = kitchen.Channel.CreateGrpcService<IEventService>();
        using var calls = new OpenCalls();
        await using var good = new EventSubscriber(events, after: 0);
        await using var stalled = new EventSubscriber(events, after: 0);
        await good.NextAsync(heartbeats: true);
        await stalled.NextAsync(heartbeats: true);
        await Eventually.BecomesTrueAsync(() => calls.Count == 2);

        var watch = Stopwatch.StartNew();
        var reading = ReadToLastAsync(good);
        await SendLargeOrdersAsync(kitchen);
        var all = await reading;
        await Eventually.BecomesTrueAsync(() => calls.Count == 1);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(4));

        var read = await ReadToTheEndAsync(stalled);
        read.Count.ShouldBeLessThan(all.Count / 2);
        await using var again = new EventSubscriber(events, read.LastOrDefault());
        read.AddRange(await ReadToLastAsync(again));
        read.ShouldBe(all);
        all.ShouldBe(Enumerable.Range(1, all.Count).Select(number => (long)number));
        await kitchen.Orders.SendOrder(SampleOrders.Burgers("after"));
        (await good.TakeAsync(2)).Select(taken => taken.OrderId).ShouldBe(["last", "after"]);
    }

    [Fact]
    public async Task A_stop_with_open_subscriptions_takes_less_than_five_seconds_and_tells_them_to_come_back()
    {
        await using var kitchen = await KitchenReplica.StartProcessAsync(await postgres.CreateKitchenAsync());
        await kitchen.UntilReadyAsync();
        var events = kitchen.Channel.CreateGrpcService<IEventService>();
        var subscribers = Enumerable.Range(0, 20).Select(_ => new EventSubscriber(events)).ToList();
        foreach (var subscriber in subscribers)
            await subscriber.NextAsync(heartbeats: true);
        await using var stalled = new EventSubscriber(events, after: 0);
        await stalled.NextAsync(heartbeats: true);
        var reading = Task.WhenAll(subscribers.Select(ReadToLastAsync));
        await SendLargeOrdersAsync(kitchen);
        await reading;
        foreach (var subscriber in subscribers)
            await subscriber.TakeAsync(1);

        kitchen.Process.Terminate();

        (await kitchen.Process.Exited.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).ShouldBe(0);
        foreach (var subscriber in subscribers)
        {
            var end = await Should.ThrowAsync<RpcException>(() => subscriber.NextAsync());
            (end.StatusCode, end.Status.Detail).ShouldBe((StatusCode.Unavailable, "this replica stops: subscribe again, here or at another one"));
            await subscriber.DisposeAsync();
        }
    }

    /// <summary>Makes far more bytes than the windows and buffers on the way hold, and a last order with one batch item.</summary>
    private static async Task SendLargeOrdersAsync(KitchenReplica kitchen)
    {
        for (var i = 0; i < LargeOrders; i++)
        {
            var (item, station) = (new string('i', 190) + i, new string('s', 200));
            await kitchen.Orders.SendOrder(new OrderRequest
            {
                OrderId = $"large-{i}",
                OrderItems = [.. Enumerable.Range(0, 200).Select(_ => new OrderItem { ItemName = item, StationName = station, Quantity = 1 })],
            });
        }

        await kitchen.Orders.SendOrder(SampleOrders.Burgers("last"));
    }

    /// <summary>Numbers of the events up to the one of the last order.</summary>
    private static async Task<List<long>> ReadToLastAsync(EventSubscriber subscriber)
    {
        List<long> read = [];
        for (var isLast = false; !isLast;)
        {
            var taken = (await subscriber.TakeAsync(1))[0];
            read.Add(taken.Sequence);
            isLast = taken.Order?.OrderId == "last";
        }

        return read;
    }

    private static async Task<List<long>> ReadToTheEndAsync(EventSubscriber subscriber)
    {
        List<long> read = [];
        var end = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (true)
                read.Add((await subscriber.NextAsync()).Position);
        });
        end.StatusCode.ShouldNotBe(StatusCode.OK);
        return read;
    }

    /// <summary>How many calls of this process's servers are open.</summary>
    private sealed class OpenCalls : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public OpenCalls()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: "http.server.active_requests", Meter.Name: "Microsoft.AspNetCore.Hosting" })
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref _count, change));
            _listener.Start();
        }

        public long Count => Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
