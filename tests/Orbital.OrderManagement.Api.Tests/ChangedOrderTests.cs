using MongoDB.Bson;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>What happens to a source document after it was inserted.</summary>
public sealed class ChangedOrderTests : IAsyncLifetime
{
    private MongoEmulatorServer _mongo = null!;
    private KitchenStub _kitchen = null!;
    private OrderManagementProcess _service = null!;
    private SourceOrders _source = null!;

    public async ValueTask InitializeAsync()
    {
        _mongo = await MongoEmulatorServer.StartAsync();
        _kitchen = await KitchenStub.StartAsync();
        _service = await OrderManagementProcess.Start(_mongo.ConnectionString, _kitchen.Address).ListeningAsync();
        _source = new SourceOrders(_mongo.ConnectionString);
        // Behind the first scan, which would see only what has become of a document.
        await _source.InsertAsync(SourceOrders.Order("first"));
        await Eventually.BecomesTrueAsync(() => _kitchen.Received.Any(order => order.OrderId == "first"));
        _kitchen.Received.Clear();
        await _source.InsertAsync(SourceOrders.Order("second"));
        await Eventually.BecomesTrueAsync(() => _kitchen.Received.Any(order => order.OrderId == "second"));
        _kitchen.Received.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _service.DisposeAsync();
        await _kitchen.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    [Fact]
    public async Task A_cancellation_never_overtakes_its_order()
    {
        var release = new TaskCompletionSource();
        _kitchen.Answer = async _ =>
        {
            await release.Task;
            return new OrderResponse { Success = true };
        };
        await _source.InsertAsync(SourceOrders.Order("a"));
        await _source.SetAsync("a", "Status", "CANCELLED");
        await Eventually.BecomesTrueAsync(async () => await InFlightAsync() == 2, description: "both messages are on their way");
        _kitchen.Cancelled.ShouldBeEmpty();

        release.SetResult();

        await Eventually.BecomesTrueAsync(() => _kitchen.Cancelled.Contains("a"));
        await Eventually.BecomesTrueAsync(async () => (await _service.GetAsync("/api/v1/feed")).GetProperty("cancelled").GetInt64() == 1);
    }

    [Fact]
    public async Task Changes_that_do_not_concern_the_kitchen_stay_away_from_it()
    {
        await _source.InsertAsync(SourceOrders.Order("a"));
        for (var minutes = 9; minutes > 0; minutes--)
            await _source.SetAsync("a", "Courier.EtaMinutes", minutes);
        await _source.InsertAsync(SourceOrders.Order("last"));

        await Eventually.BecomesTrueAsync(() => _kitchen.Received.Any(order => order.OrderId == "last"));
        await Eventually.BecomesTrueAsync(async () => await InFlightAsync() == 0);

        _kitchen.Received.Select(order => order.OrderId).ShouldBe(["a", "last"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_document_that_is_mended_in_the_source_is_delivered_by_itself()
    {
        await _source.InsertAsync(SourceOrders.Order("a", quantity: 0));
        await Eventually.BecomesTrueAsync(async () => (await _source.DeadLettersAsync()).Count == 1);

        await _source.SetAsync("a", "StationOrders.0.OrderItems.0.Quantity", 4);

        await Eventually.BecomesTrueAsync(async () => (await _source.DeadLettersAsync()).Count == 0);
        _kitchen.Received.ShouldHaveSingleItem().OrderItems.ShouldHaveSingleItem().Quantity.ShouldBe(4);
    }

    private async Task<int> InFlightAsync() => (await _service.GetAsync("/api/v1/feed")).GetProperty("inFlight").GetInt32();
}
