using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>The service as a process, between a source database and a kitchen on real sockets.</summary>
public sealed class OrderManagementServiceTests
{
    [Fact]
    public async Task The_example_reaches_the_kitchen_within_a_second()
    {
        await using var mongo = await MongoEmulatorServer.StartAsync();
        await using var kitchen = await KitchenStub.StartAsync();
        await using var service = await OrderManagementProcess.Start(mongo.ConnectionString, kitchen.Address).ListeningAsync();
        await ReadyAsync(service);
        using var source = new SourceOrders(mongo.ConnectionString);
        await source.InsertAsync(SourceOrders.Order("warm up"));
        await ArrivedAsync(kitchen, "warm up");

        var inserted = Stopwatch.GetTimestamp();
        await source.InsertAsync(SourceOrders.Order("67adcfdc15da8840bc9673bd"));
        await ArrivedAsync(kitchen, "67adcfdc15da8840bc9673bd");

        Stopwatch.GetElapsedTime(inserted).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        var request = kitchen.Received.Last();
        request.OtterOrderId.ShouldBe("019c52aa-1232-307c-b56d-1a3af34b458c");
        request.BrandName.ShouldBe("Desayuna");
        request.OrderItems.ShouldBe([new OrderItem { ItemName = "Burger", StationName = "Burger Plancha Station", Quantity = 2 }]);
        var feed = await service.GetAsync("/api/v1/feed");
        feed.GetProperty("role").GetString().ShouldBe("working");
        feed.GetProperty("kitchens")[0].GetProperty("takesOrders").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task It_starts_while_both_neighbours_are_away_says_so_and_recovers_alone()
    {
        var (mongoPort, kitchenPort) = (FreePort.Next(), FreePort.Next());
        await using var service = await OrderManagementProcess
            .Start($"mongodb://127.0.0.1:{mongoPort}/?replicaSet=rs0", $"http://127.0.0.1:{kitchenPort}").ListeningAsync();

        var asked = Stopwatch.GetTimestamp();
        (await service.Http.GetStringAsync("/ping")).ShouldBe("pong");
        Stopwatch.GetElapsedTime(asked).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await service.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await Eventually.BecomesTrueAsync(
            async () => (await service.GetAsync("/api/v1/feed")).GetProperty("backOff").ValueKind != System.Text.Json.JsonValueKind.Null,
            description: "the feed is in back-off");
        var report = await service.GetAsync("/health/ready");
        foreach (var (check, status) in new[] { ("mongodb", "Unhealthy"), ("feed", "Degraded"), ("kitchen", "Degraded") })
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
    public async Task Bad_documents_and_refused_orders_are_set_aside_and_the_next_order_flows()
    {
        await using var mongo = await MongoEmulatorServer.StartAsync();
        await using var kitchen = await KitchenStub.StartAsync();
        kitchen.Answer = order => order.OrderId switch
        {
            "conflict" => throw new RpcException(new Status(StatusCode.AlreadyExists, "known with other content")),
            "invalid" => throw new RpcException(new Status(StatusCode.InvalidArgument, "order_items[0].quantity is over 1000")),
            _ => Task.FromResult(new OrderResponse { Success = true }),
        };
        await using var service = await OrderManagementProcess.Start(mongo.ConnectionString, kitchen.Address).ListeningAsync();
        using var source = new SourceOrders(mongo.ConnectionString);
        await source.InsertAsync(
            SourceOrders.Order("bad", quantity: 0), SourceOrders.Order("conflict"), SourceOrders.Order("invalid"), SourceOrders.Order("good"));

        await ArrivedAsync(kitchen, "good");
        await Eventually.BecomesTrueAsync(async () => (await source.DeadLettersAsync()).Count == 3, description: "three documents are set aside");

        var letters = (await source.DeadLettersAsync()).ToDictionary(letter => letter["documentId"].AsString, letter => letter["reason"].AsString);
        letters["bad"].ShouldBe("StationOrders[0].OrderItems[0].Quantity must be at least 1, was 0");
        letters["conflict"].ShouldBe("AlreadyExists: known with other content");
        letters["invalid"].ShouldBe("InvalidArgument: order_items[0].quantity is over 1000");
        // The lines come when the effects are there already.
        await Eventually.BecomesTrueAsync(() => service.Log.Any(line =>
            line.Contains("\"OrderId\":\"good\",\"BrandName\":\"Desayuna\",\"ItemCount\":1", StringComparison.Ordinal)));
        await Eventually.BecomesTrueAsync(() => service.Log.Any(line => line.Contains("\"bad\"", StringComparison.Ordinal)));
        service.Log.Where(line => line.Contains("\"bad\"", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldContain("Quantity must be at least 1, was 0");
        service.Log.ShouldNotContain(line => line.Contains(SourceOrders.CustomerName, StringComparison.Ordinal));
    }

    private static Task ReadyAsync(OrderManagementProcess service) => Eventually.BecomesTrueAsync(
        async () => (await service.Http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, description: "the service is ready");

    private static Task ArrivedAsync(KitchenStub kitchen, string id) =>
        Eventually.BecomesTrueAsync(() => kitchen.Received.Any(order => order.OrderId == id), description: $"{id} arrives");
}
