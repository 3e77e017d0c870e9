using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

public sealed class HangingCollectorTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_collector_that_takes_spans_and_never_answers_holds_up_neither_orders_nor_the_stop()
    {
        // It listens, and nobody is there to read.
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        await using var kitchen = await KitchenReplica.StartProcessAsync(
            await postgres.CreateKitchenAsync(), ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{collector.LocalEndpoint}"), ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        await kitchen.UntilReadyAsync();
        for (var order = 0; order < 20; order++)
            (await kitchen.Orders.SendOrder(SampleOrders.Burgers($"order-{order}"))).Success.ShouldBeTrue();
        await Eventually.BecomesTrueAsync(() => collector.Pending(), TimeSpan.FromSeconds(60));

        var asked = Stopwatch.GetTimestamp();
        kitchen.Process.Terminate();
        (await kitchen.Process.Exited.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System)).ShouldBe(0);
        Stopwatch.GetElapsedTime(asked).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }
}
