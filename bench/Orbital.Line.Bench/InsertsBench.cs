using Orbital.Kitchen.Bench;
using Orbital.Testing;

namespace Orbital.Line.Bench;

/// <summary>How soon a document is on the screens: from the moment that its insert into MongoDB is due to each subscriber.</summary>
internal static class InsertsBench
{
    private const int Subscribers = 50;
    private const int OrdersPerSecond = 200;
    private const int History = 20_000;

    public static async Task RunAsync(TimeSpan duration, TimeSpan warmUp)
    {
        await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
        await using var kitchen = await KitchenUnderLoad.StartAsync(postgres);
        await using var source = await Source.StartAsync(History);
        await using var listener = await ListenerUnderLoad.StartAsync(source, kitchen.GrpcAddress);
        using var streams = StreamServer.Of(kitchen, source.InsertAsync);
        await StreamMeasurements.LatencyAsync(streams, Subscribers, OrdersPerSecond, warmUp);
        await kitchen.SettleAsync();

        var latency = await StreamMeasurements.LatencyAsync(streams, Subscribers, OrdersPerSecond, duration);
        Console.WriteLine($"From the insert into MongoDB to each of {Subscribers} subscribers, at {OrdersPerSecond} orders/s.");
        Console.WriteLine("p50 ms   p95 ms   p99 ms");
        Console.WriteLine($"{latency.Percentile(50),6:N2} {latency.Percentile(95),8:N2} {latency.Percentile(99),8:N2}");
    }
}
