using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What Prometheus has to keep stays bounded, whatever comes with the orders.</summary>
public sealed class MetricsTests(PostgresServer postgres)
{
    private const int Orders = 4_000;
    private const int Names = 1_500;
    private const int Cooked = 100;

    [Fact]
    public async Task Thousands_of_orders_stations_and_items_make_a_bounded_number_of_series()
    {
        await using var kitchen = await KitchenReplica.StartProcessAsync(await postgres.CreateKitchenAsync());
        await kitchen.UntilReadyAsync();

        await SendAndCookAsync(kitchen, "first");
        var first = await Scrape.OfAsync(kitchen.HttpPort);
        await SendAndCookAsync(kitchen, "second");
        await Eventually.BecomesTrueAsync(async () => (await Scrape.OfAsync(kitchen.HttpPort)).Sum("orbital_orders_open") == 2 * Orders, TimeSpan.FromSeconds(60));
        var second = await Scrape.OfAsync(kitchen.HttpPort);

        second.Sum("orbital_orders_accept_duration_seconds_count").ShouldBe(2 * Orders);
        second.Sum("orbital_batch_items_open", ("station", "other")).ShouldNotBeNull().ShouldBeGreaterThan(Names);
        // What was started and completed within one millisecond is not counted.
        second.Sum("orbital_batch_items_cook_duration_seconds_count").ShouldNotBeNull().ShouldBeInRange(1.5 * Cooked, 2 * Cooked);
        second.Sum("orbital_batch_items_cook_duration_seconds_count", ("item", "other")).ShouldNotBeNull().ShouldBeGreaterThan(Cooked / 2);
        second.Text.ShouldNotContain("second-");
        second.Samples.Count.ShouldBeLessThan(first.Samples.Count + 50);
        second.Samples.Count.ShouldBeLessThan(2_000);
    }

    private static async Task SendAndCookAsync(KitchenReplica kitchen, string run)
    {
        await Parallel.ForAsync(0, Orders, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (number, _) => await kitchen.Orders.SendOrder(new OrderRequest
        {
            OrderId = $"{run}-order-{number}",
            BrandName = $"{run}-brand-{number}",
            OrderItems = [new OrderItem { ItemName = $"{run}-item-{number % Names}", StationName = $"{run}-station-{number % Names}", Quantity = 1 }],
        }));
        var items = kitchen.Channel.CreateGrpcService<IBatchItemService>();
        var pending = await items.ListBatchItems(new ListBatchItemsRequest { Statuses = [BatchItemStatus.Pending], PageSize = Cooked });
        foreach (var item in pending.Items)
        {
            await items.StartBatchItem(new StartBatchItemRequest { Id = item.Id });
            await items.CompleteBatchItem(new CompleteBatchItemRequest { Id = item.Id });
        }
    }
}
