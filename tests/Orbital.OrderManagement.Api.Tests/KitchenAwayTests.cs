using System.Net;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Order Management while the kitchen is away, and when it comes back.</summary>
public sealed class KitchenAwayTests
{
    [Fact]
    public async Task A_kitchen_that_was_away_gets_each_order_once()
    {
        var kitchenPort = FreePort.Next();
        await using var mongo = await MongoEmulatorServer.StartAsync();
        await using var service = await OrderManagementService.StartAsync(mongo.ConnectionString, $"http://127.0.0.1:{kitchenPort}");
        using var source = new SourceOrders(mongo.ConnectionString);
        var ids = Enumerable.Range(0, 100).Select(n => $"order {n}").ToArray();
        await source.InsertAsync([.. ids.Select(id => SourceOrders.Order(id))]);
        await Eventually.BecomesTrueAsync(
            async () => !(await service.GetAsync("/api/v1/feed")).GetProperty("kitchens")[0].GetProperty("takesOrders").GetBoolean(),
            description: "the service notices that the kitchen is away");
        // Orders wait, and it can be rolled out all the same.
        await ReadyAsync(service);
        (await service.GetAsync("/health/ready")).GetProperty("checks").GetProperty("kitchen").GetProperty("status").GetString()
            .ShouldBe("Degraded");

        await using var kitchen = await KitchenStub.StartAsync(kitchenPort);

        await Eventually.BecomesTrueAsync(() => kitchen.Received.Count >= 100, description: "all orders arrive");
        // A duplicate may come late, but before this one.
        await source.InsertAsync(SourceOrders.Order("last"));
        await ArrivedAsync(kitchen, "last");
        kitchen.Received.Select(order => order.OrderId).Order().ShouldBe(ids.Append("last").Order());
        await ReadyAsync(service);
    }

    private static Task ReadyAsync(OrderManagementService service) => Eventually.BecomesTrueAsync(
        async () => (await service.Http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, description: "the service is ready");

    private static Task ArrivedAsync(KitchenStub kitchen, string id) =>
        Eventually.BecomesTrueAsync(() => kitchen.Received.Any(order => order.OrderId == id), description: $"{id} arrives");
}
