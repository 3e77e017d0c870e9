using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>Whether accepting an order costs more when many orders have been stored before.</summary>
internal static class HistoryBench
{
    private const int Callers = 64;

    public static async Task RunAsync(int[] stored, TimeSpan duration, TimeSpan warmUp)
    {
        Console.WriteLine("stored orders   orders/s   p50 ms   p99 ms   cost beside the first");
        double? first = null;
        foreach (var count in stored)
        {
            await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
            await using var kitchen = await KitchenUnderLoad.StartAsync(postgres);
            await StoredHistory.FillAsync(kitchen.Database, count, TimeSpan.FromDays(29));
            await kitchen.SettleAsync();
            await kitchen.SendAsync(Callers, warmUp);
            var load = await kitchen.SendAsync(Callers, duration);
            first ??= load.PerSecond;
            Console.WriteLine($"{count,13:N0} {load.PerSecond,10:N0} {load.Percentile(50),8:N2} {load.Percentile(99),8:N2} {first / load.PerSecond,23:N2}");
        }
    }
}
