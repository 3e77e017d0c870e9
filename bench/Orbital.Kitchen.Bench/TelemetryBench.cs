using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>What telemetry costs the intake: three kitchens in turns, without any, with metrics that are scraped, and with every order traced as well.</summary>
internal static class TelemetryBench
{
    private const int Rounds = 10;

    public static async Task RunAsync(int[] callers, TimeSpan duration, TimeSpan warmUp)
    {
        await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
        await using var sink = await SpanSink.StartAsync();
        await using var off = await KitchenUnderLoad.StartAsync(postgres, ("OTEL_SDK_DISABLED", "true"));
        await using var metrics = await KitchenUnderLoad.StartAsync(postgres);
        await using var traces = await KitchenUnderLoad.StartAsync(
            postgres, ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        KitchenUnderLoad[] kitchens = [off, metrics, traces];
        foreach (var kitchen in kitchens)
        {
            await kitchen.SendAsync(64, warmUp);
            await kitchen.SettleAsync();
        }

        Console.WriteLine("callers   telemetry          orders/s   kitchen CPU us   p50 ms   p99 ms   ratio to none");
        foreach (var count in callers)
            await MeasureAsync(kitchens, count, duration / Rounds);
    }

    private static async Task MeasureAsync(KitchenUnderLoad[] kitchens, int callers, TimeSpan round)
    {
        string[] names = ["none", "metrics", "metrics, traces"];
        List<Measurement>[] loads = [[], [], []];
        for (var i = 0; i < Rounds; i++)
        {
            // In turns, each time another one first: what else happens on the machine then happens to all.
            for (var turn = 0; turn < kitchens.Length; turn++)
            {
                var which = (i + turn) % kitchens.Length;
                if (which > 0)
                    await Scrape.OfAsync(kitchens[which].HttpPort);
                loads[which].Add(await kitchens[which].SendAsync(callers, round));
            }
        }

        var sums = loads.Select(Measurement.Sum).ToArray();
        for (var which = 0; which < sums.Length; which++)
        {
            Console.WriteLine(
                $"{callers,7}   {names[which],-15} {sums[which].PerSecond,11:N0} {sums[which].CpuMicroseconds,16:N0} {sums[which].Percentile(50),8:N2} {sums[which].Percentile(99),8:N2} {sums[which].PerSecond / sums[0].PerSecond,15:N3}");
        }
    }
}
