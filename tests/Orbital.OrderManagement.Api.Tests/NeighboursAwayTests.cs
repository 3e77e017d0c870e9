using System.Diagnostics;
using System.Net;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Order Management while MongoDB, the kitchen or both are away, and when they come back.</summary>
public sealed class NeighboursAwayTests
{
    [Fact]
    public async Task It_starts_while_both_neighbours_are_away_says_so_and_recovers_alone()
    {
        var (mongoPort, kitchenPort) = (FreePort.Next(), FreePort.Next());
        await using var service = await OrderManagementService.StartAsync(
            $"mongodb://127.0.0.1:{mongoPort}/?replicaSet=rs0", $"http://127.0.0.1:{kitchenPort}");

        var asked = Stopwatch.GetTimestamp();
        (await service.Http.GetStringAsync("/ping")).ShouldBe("pong");
        Stopwatch.GetElapsedTime(asked).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await service.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await Eventually.BecomesTrueAsync(
            async () => (await service.GetAsync("/api/v1/feed")).GetProperty("backOff").ValueKind != System.Text.Json.JsonValueKind.Null,
            description: "the feed is in back-off");
        var report = await service.GetAsync("/health/ready");
        foreach (var (check, status) in new[] { ("mongodb", "Unhealthy"), ("feed", "Degraded"), ("kitchen", "Unhealthy") })
        {
            var json = report.GetProperty("checks").GetProperty(check);
            json.GetProperty("status").GetString().ShouldBe(status);
            json.GetProperty("description").GetString().ShouldNotBeNullOrEmpty();
            json.GetProperty("since").GetDateTimeOffset().ShouldBeLessThanOrEqualTo(TimeProvider.System.GetUtcNow());
        }

        await using var mongo = await MongoEmulatorServer.StartAsync(new MongoEmulatorOptions { Port = mongoPort });
        using var source = new SourceOrders(mongo.ConnectionString);
        await source.InsertAsync(SourceOrders.Order("a"));
        await using var kitchen = await KitchenStub.StartAsync(kitchenPort);

        await ArrivedAsync(kitchen, "a");
        await ReadyAsync(service);
    }

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
        (await service.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

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
