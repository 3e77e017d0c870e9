using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Start, stop, kill and start again of the service. What is killed, or asked to stop in time, is a process.</summary>
public sealed class ServiceLifetimeTests
{
    [Fact]
    public async Task A_restart_goes_on_where_the_last_run_ended()
    {
        await using var mongo = await MongoEmulatorServer.StartAsync();
        await using var kitchen = await KitchenStub.StartAsync();
        using var source = new SourceOrders(mongo.ConnectionString);
        await using (await OrderManagementService.StartAsync(mongo.ConnectionString, kitchen.Address))
        {
            await source.InsertAsync(SourceOrders.Order("before"));
            await ArrivedAsync(kitchen, "before");
        }

        await source.InsertAsync(SourceOrders.Order("between"));
        await using var second = await OrderManagementService.StartAsync(mongo.ConnectionString, kitchen.Address);
        await ArrivedAsync(kitchen, "between");
        await source.InsertAsync(SourceOrders.Order("after"));
        await ArrivedAsync(kitchen, "after");

        kitchen.Received.Select(order => order.OrderId).ShouldBe(["before", "between", "after"]);
    }

    [Fact]
    public async Task After_a_kill_the_next_run_takes_over_and_misses_nothing()
    {
        await using var mongo = await MongoEmulatorServer.StartAsync();
        await using var kitchen = await KitchenStub.StartAsync();
        using var source = new SourceOrders(mongo.ConnectionString);
        await using (var first = await OrderManagementProcess.Start(mongo.ConnectionString, kitchen.Address).ListeningAsync())
        {
            await source.InsertAsync(SourceOrders.Order("before"));
            await ArrivedAsync(kitchen, "before");
            await first.KillAsync();
        }

        await source.InsertAsync(SourceOrders.Order("after"));
        await using var second = await OrderManagementService.StartAsync(mongo.ConnectionString, kitchen.Address);

        await ArrivedAsync(kitchen, "after");
    }

    [Fact]
    public async Task A_stop_closes_everything_in_order_within_five_seconds()
    {
        await using var mongo = await MongoEmulatorServer.StartAsync();
        await using var kitchen = await KitchenStub.StartAsync();
        var slow = new TaskCompletionSource();
        kitchen.Answer = async _ =>
        {
            await slow.Task;
            return new OrderResponse { Success = true };
        };
        await using var service = await OrderManagementProcess.Start(mongo.ConnectionString, kitchen.Address).ListeningAsync();
        using var source = new SourceOrders(mongo.ConnectionString);
        await source.InsertAsync(SourceOrders.Order("in flight"));
        await ArrivedAsync(kitchen, "in flight");

        var terminating = service.TerminateAsync();
        await Eventually.BecomesTrueAsync(() => service.Log.Any(line => line.Contains("stopped reading", StringComparison.Ordinal)), description: "reading has stopped");
        slow.SetResult();

        (await terminating).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await service.Exited).ShouldBe(0);
        string[] steps = ["Listener stopped reading", "Sends in flight are finished; 0 orders", "Closed the gRPC connections", "Closed the connections to MongoDB"];
        var at = steps.Select(step => service.Log.ToList().FindIndex(line => line.Contains(step, StringComparison.Ordinal))).ToList();
        at.ShouldAllBe(index => index >= 0);
        at.ShouldBeInOrder();
    }

    [Fact]
    public async Task A_stop_takes_less_than_five_seconds_while_both_neighbours_are_silent()
    {
        using var silence = new SilentServer();
        await using var service = await OrderManagementProcess
            .Start($"mongodb://127.0.0.1:{silence.Port}/?replicaSet=rs0", $"http://127.0.0.1:{silence.Port}").ListeningAsync();
        (await service.Http.GetStringAsync("/ping")).ShouldBe("pong");

        (await service.TerminateAsync()).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await service.Exited).ShouldBe(0);
    }

    [Theory]
    [InlineData("Kitchens__Default__Address", "no address", "Kitchens:Default:Address")]
    [InlineData("OrderFeed__MaxInFlight", "0", "OrderFeed:MaxInFlight")]
    [InlineData("ConnectionStrings__MongoDB", "no://where", "ConnectionStrings:MongoDB")]
    public async Task A_wrong_setting_ends_the_start_with_its_name(string name, string value, string named)
    {
        await using var service = OrderManagementProcess.Start("mongodb://127.0.0.1:1", "http://127.0.0.1:1", (name, value));

        (await service.Exited).ShouldNotBe(0);
        service.Log.ShouldContain(line => line.Contains(named, StringComparison.Ordinal));
    }

    private static Task ArrivedAsync(KitchenStub kitchen, string id) =>
        Eventually.BecomesTrueAsync(() => kitchen.Received.Any(order => order.OrderId == id), description: $"{id} arrives");
}
