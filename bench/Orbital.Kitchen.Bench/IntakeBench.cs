using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>How near the kitchen's intake is to what PostgreSQL can do, with callers, kitchen and PostgreSQL on the same machine.</summary>
internal static class IntakeBench
{
    private const int Rounds = 5;

    public static async Task RunAsync(int[] callers, TimeSpan duration, TimeSpan warmUp)
    {
        await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
        await using var kitchen = await KitchenUnderLoad.StartAsync(postgres);
        await kitchen.SendAsync(64, warmUp);
        await kitchen.SettleAsync();
        var bare = await BareWriter.CreateAsync(kitchen.Database);

        Console.WriteLine("callers   orders/s   p50 ms   p95 ms   p99 ms   kitchen CPU us   bare writer, groups of as many   ratio");
        foreach (var count in callers)
        {
            // In turns: what else happens on the machine meanwhile then happens to both.
            List<Measurement> loads = [];
            List<double> limits = [];
            for (var round = 0; round < Rounds; round++)
            {
                loads.Add(await kitchen.SendAsync(count, duration / Rounds));
                limits.Add(await bare.WriteAsync(count, duration / Rounds));
            }

            var (load, limit) = (Measurement.Sum(loads), limits.Average());
            Console.WriteLine(
                $"{count,7} {load.PerSecond,10:N0} {load.Percentile(50),8:N2} {load.Percentile(95),8:N2} {load.Percentile(99),8:N2} {load.CpuMicroseconds,16:N0} {limit,32:N0} {load.PerSecond / limit,7:N2}");
        }
    }
}
