using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>How soon an order is on the screens: from the moment that its <c>SendOrder</c> is due to each subscriber.</summary>
internal static class ArrivalsBench
{
    private const int Subscribers = 50;
    private static readonly int[] OrdersPerSecond = [200, 1_000];

    public static async Task RunAsync(TimeSpan duration, TimeSpan warmUp)
    {
        await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
        await using var load = await KitchenUnderLoad.StartAsync(postgres);
        using var kitchen = StreamServer.Of(load);
        await StreamMeasurements.LatencyAsync(kitchen, Subscribers, OrdersPerSecond.Max(), warmUp);
        await load.SettleAsync();

        Console.WriteLine($"From the start of SendOrder to each of {Subscribers} subscribers.");
        Console.WriteLine("orders/s   p50 ms   p95 ms   p99 ms   kitchen CPU us");
        foreach (var rate in OrdersPerSecond)
        {
            var latency = await StreamMeasurements.LatencyAsync(kitchen, Subscribers, rate, duration);
            var cpu = latency.CpuMicroseconds * latency.Count / (rate * duration.TotalSeconds);
            Console.WriteLine($"{rate,8:N0} {latency.Percentile(50),8:N2} {latency.Percentile(95),8:N2} {latency.Percentile(99),8:N2} {cpu,16:N0}");
        }
    }
}
