using System.Diagnostics;
using Npgsql;
using Orbital.Kitchen.Bench;
using Orbital.Testing;

namespace Orbital.Line.Bench;

/// <summary>How near the whole line is to the slower of its ends.</summary>
internal static class LineBench
{
    private const int Rounds = 5;
    private const int Callers = 64;

    public static async Task RunAsync(int orders, TimeSpan duration, TimeSpan warmUp)
    {
        await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
        await using var kitchen = await KitchenUnderLoad.StartAsync(postgres);
        await using var source = await Source.StartAsync(history: 2 * orders);
        await using var listener = await ListenerUnderLoad.StartAsync(source, kitchen.GrpcAddress);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < warmUp;)
            await LineAsync(listener, source, orders / 4);
        await kitchen.SendAsync(Callers, warmUp / 2);
        await kitchen.SettleAsync();

        await ThroughputAsync(kitchen, listener, source, orders, duration);
        await CheckAsync(kitchen.Database, await listener.DeliveredAsync());
    }

    private static async Task ThroughputAsync(KitchenUnderLoad kitchen, ListenerUnderLoad listener, Source source, int orders, TimeSpan duration)
    {
        // In turns: what else happens on the machine meanwhile then happens to all.
        List<double> lines = [];
        List<double> bares = [];
        List<Measurement> intakes = [];
        var cpu = TimeSpan.Zero;
        for (var round = 0; round < Rounds; round++)
        {
            // The listener delivers what the driver has just read, and is then frozen for the next.
            listener.Freeze();
            bares.Add(await source.DrainBareAsync(orders, () => source.InsertAsync(orders)));
            var before = listener.Cpu;
            lines.Add(await DeliverWaitingAsync(listener, orders));
            cpu += listener.Cpu - before;
            intakes.Add(await kitchen.SendAsync(Callers, duration / Rounds));
        }

        var (line, bare, intake) = (HarmonicMean(lines), HarmonicMean(bares), Measurement.Sum(intakes));
        Console.WriteLine("bare driver, orders/s   kitchen's intake, orders/s   whole line, orders/s   ratio to the lower   CPU us each, Order Management");
        Console.WriteLine(
            $"{bare,21:N0} {intake.PerSecond,28:N0} {line,22:N0} {line / Math.Min(bare, intake.PerSecond),20:N2} {cpu.TotalMicroseconds / (Rounds * orders),30:N0}");
    }

    private static async Task LineAsync(ListenerUnderLoad listener, Source source, int orders)
    {
        listener.Freeze();
        await source.InsertAsync(orders);
        await DeliverWaitingAsync(listener, orders);
    }

    /// <returns>Orders a second.</returns>
    private static async Task<double> DeliverWaitingAsync(ListenerUnderLoad listener, int orders)
    {
        listener.Continue();
        var watch = Stopwatch.StartNew();
        var before = await listener.DeliveredAsync();
        await listener.UntilDeliveredAsync(before + orders);
        return orders / watch.Elapsed.TotalSeconds;
    }

    private static async Task CheckAsync(string database, long delivered)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT count(*) FROM orders");
        var stored = (long)(await command.ExecuteScalarAsync())!;
        if (stored < delivered)
            throw new InvalidOperationException($"{delivered:N0} orders were acknowledged, and {stored:N0} are stored");
    }

    private static double HarmonicMean(List<double> rates) => rates.Count / rates.Sum(rate => 1 / rate);
}
