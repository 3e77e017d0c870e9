using System.Diagnostics;
using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>How near the kitchen's event streams are to what Kestrel can do.</summary>
internal static class EventsBench
{
    /// <summary>They fit into the memory of the kitchen, and make a stretch that takes a while.</summary>
    private const int StoredOrders = 4_000;
    private const int StoredEvents = 9_000;
    private const int MostDeliveriesPerRound = 2_000_000;
    private const int Rounds = 5;
    private const double EventsPerSecond = 200;

    public static async Task RunAsync(int[] subscribers, TimeSpan duration, TimeSpan warmUp)
    {
        await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
        await using var load = await KitchenUnderLoad.StartAsync(postgres);
        await load.SendAsync(64, warmUp);
        await Parallel.ForEachAsync(Enumerable.Range(0, StoredOrders), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, _) => await load.SendAsync($"{Guid.NewGuid():N}"));
        await load.SettleAsync();

        var file = Path.GetTempFileName();
        using var kitchen = StreamServer.Of(load);
        await CaptureAsync(kitchen, file);
        using var bare = await StreamServer.StartBareAsync(file);

        // The runtime compiles what streams need only when they are used.
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < warmUp;)
            await InTurnsAsync(kitchen, bare, subscribers: 50, StoredEvents);

        await DeliveriesAsync(kitchen, bare, subscribers, duration);
        await LatenciesAsync(kitchen, bare, subscribers, duration);
        File.Delete(file);
    }

    private static async Task DeliveriesAsync(StreamServer kitchen, StreamServer bare, int[] subscribers, TimeSpan duration)
    {
        Console.WriteLine("subscribers   deliveries/s   CPU us each   bare endpoint, deliveries/s   CPU us each   ratio");
        foreach (var count in subscribers)
        {
            var events = Math.Min(StoredEvents, MostDeliveriesPerRound / count);
            await InTurnsAsync(kitchen, bare, count, events);
            var (ours, limit) = (default(Deliveries), default(Deliveries));
            while (ours.Elapsed < duration)
            {
                var (kitchenRound, bareRound) = await InTurnsAsync(kitchen, bare, count, events);
                ours += kitchenRound;
                limit += bareRound;
            }

            Console.WriteLine(
                $"{count,11:N0} {ours.PerSecond,14:N0} {ours.CpuMicroseconds,13:N2} {limit.PerSecond,29:N0} {limit.CpuMicroseconds,13:N2} {ours.PerSecond / limit.PerSecond,7:N2}");
        }
    }

    // In turns: what else happens on the machine meanwhile then happens to both.
    private static async Task<(Deliveries Kitchen, Deliveries Bare)> InTurnsAsync(StreamServer kitchen, StreamServer bare, int subscribers, int events) =>
        (await StreamMeasurements.FlatOutAsync(kitchen, subscribers, events), await StreamMeasurements.FlatOutAsync(bare, subscribers, events));

    private static async Task LatenciesAsync(StreamServer kitchen, StreamServer bare, int[] subscribers, TimeSpan duration)
    {
        Console.WriteLine();
        Console.WriteLine($"From the sending to each arrival, at {EventsPerSecond:N0} events/s; the kitchen decides and commits meanwhile.");
        Console.WriteLine("subscribers   p50 ms   p99 ms   bare endpoint, p50 ms   p99 ms");
        foreach (var count in subscribers)
        {
            List<Measurement> ours = [];
            List<Measurement> limits = [];
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(await StreamMeasurements.LatencyAsync(kitchen, count, EventsPerSecond / BareEndpoint.MessagesPerSend, duration / Rounds));
                limits.Add(await StreamMeasurements.LatencyAsync(bare, count, EventsPerSecond / BareEndpoint.MessagesPerSend, duration / Rounds));
            }

            var (latency, limit) = (Measurement.Sum(ours), Measurement.Sum(limits));
            Console.WriteLine(
                $"{count,11:N0} {latency.Percentile(50),8:N2} {latency.Percentile(99),8:N2} {limit.Percentile(50),23:N2} {limit.Percentile(99),8:N2}");
        }
    }

    // The bare endpoint writes the bytes that the kitchen wrote.
    private static async Task CaptureAsync(StreamServer kitchen, string file)
    {
        using var client = await kitchen.ConnectAsync();
        await client.AskAsync(await kitchen.PathOfLastAsync(StoredEvents));
        using var bytes = new MemoryStream();
        await client.ReadAsync(StoredEvents + 2, message =>
        {
            if (!message.StartsWith("id: "u8))
                return;
            bytes.Write(message);
            bytes.Write("\n\n"u8);
        });
        await File.WriteAllBytesAsync(file, bytes.ToArray());
        Console.WriteLine($"{StoredEvents:N0} events of {bytes.Length / StoredEvents:N0} bytes on average");
    }
}
