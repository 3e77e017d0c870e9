using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>A kitchen that comes back long before the next attempt is due.</summary>
public sealed class KitchenReturnTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Orders_flow_when_it_is_back_and_not_when_the_schedule_says()
    {
        await using var mongo = await MongoEmulatorServer.StartAsync();
        await using var kitchen = await KitchenStub.StartAsync();
        await using var network = TcpProxy.To(new Uri(kitchen.Address).Port);
        network.GoAway();
        await using var service = await OrderManagementProcess
            .Start(mongo.ConnectionString, $"http://127.0.0.1:{network.Port}").ListeningAsync();
        using var source = new SourceOrders(mongo.ConnectionString);
        await source.InsertAsync(SourceOrders.Order("waiting"));
        // The next attempt is 16 s later.
        await Eventually.BecomesTrueAsync(
            async () => (await KitchenAsync(service)).GetProperty("failures").GetInt32() == 5, Deadline, "five failures");
        var next = (await KitchenAsync(service)).GetProperty("retryAt").GetDateTimeOffset();

        network.ComeBack();

        await Eventually.BecomesTrueAsync(() => !kitchen.Received.IsEmpty, Deadline, "the order arrives");
        TimeProvider.System.GetUtcNow().ShouldBeLessThan(next);
    }

    private static async Task<System.Text.Json.JsonElement> KitchenAsync(OrderManagementProcess service) =>
        (await service.GetAsync("/api/v1/feed")).GetProperty("kitchens")[0];
}
