using System.Diagnostics;

namespace Orbital.Line.Bench;

/// <summary>How much memory Order Management needs for what has gathered while it was stopped.</summary>
internal static class DrainBench
{
    /// <param name="orders">How many have gathered.</param>
    /// <param name="slow">Whether the kitchen is away at first, and then needs 1 ms for each order.</param>
    public static async Task RunAsync(int orders, bool slow)
    {
        await using var source = await Source.StartAsync(history: orders + 10_000);
        await using var kitchen = new QuickKitchen(slow ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero);
        await using (var first = await ListenerUnderLoad.StartAsync(source, kitchen.Address))
            await first.TerminateAsync();
        await source.InsertAsync(orders);

        if (!slow)
            await kitchen.StartAsync();
        await using var listener = await ListenerUnderLoad.StartAsync(source, kitchen.Address);
        if (slow)
        {
            await listener.UntilHeldBackAsync();
            await kitchen.StartAsync();
        }

        var watch = Stopwatch.StartNew();
        Console.WriteLine("  orders   orders/s   CPU us each   most memory, MB");
        foreach (var share in new[] { 0.1, 0.25, 0.5, 1 })
        {
            await listener.UntilDeliveredAsync((long)(orders * share));
            var delivered = await listener.DeliveredAsync();
            Console.WriteLine($"{delivered,8:N0} {delivered / watch.Elapsed.TotalSeconds,10:N0} {listener.Cpu.TotalMicroseconds / delivered,13:N0} {listener.PeakMegabytes,17:N0}");
        }
    }
}
