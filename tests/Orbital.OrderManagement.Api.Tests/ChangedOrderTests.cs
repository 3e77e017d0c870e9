using MongoDB.Bson;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>What happens to a source document after it was inserted.</summary>
public sealed class ChangedOrderTests : BetweenSourceAndKitchen
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // Behind the first scan, which would see only what has become of a document.
        await Source.InsertAsync(SourceOrders.Order("first"));
        await Eventually.BecomesTrueAsync(() => Kitchen.Received.Any(order => order.OrderId == "first"));
        Kitchen.Received.Clear();
        await Source.InsertAsync(SourceOrders.Order("second"));
        await Eventually.BecomesTrueAsync(() => Kitchen.Received.Any(order => order.OrderId == "second"));
        Kitchen.Received.Clear();
    }

    [Fact]
    public async Task A_cancellation_never_overtakes_its_order()
    {
        var release = new TaskCompletionSource();
        Kitchen.Answer = async _ =>
        {
            await release.Task;
            return new OrderResponse { Success = true };
        };
        await Source.InsertAsync(SourceOrders.Order("a"));
        await Source.SetAsync("a", "Status", "CANCELLED");
        await Eventually.BecomesTrueAsync(async () => await InFlightAsync() == 2, description: "both messages are on their way");
        Kitchen.Cancelled.ShouldBeEmpty();

        release.SetResult();

        await Eventually.BecomesTrueAsync(() => Kitchen.Cancelled.Contains("a"));
        await Eventually.BecomesTrueAsync(async () => (await Service.GetAsync("/api/v1/feed")).GetProperty("cancelled").GetInt64() == 1);
    }

    [Fact]
    public async Task Changes_that_do_not_concern_the_kitchen_stay_away_from_it()
    {
        await Source.InsertAsync(SourceOrders.Order("a"));
        for (var minutes = 9; minutes > 0; minutes--)
            await Source.SetAsync("a", "Courier.EtaMinutes", minutes);
        await Source.InsertAsync(SourceOrders.Order("last"));

        await Eventually.BecomesTrueAsync(() => Kitchen.Received.Any(order => order.OrderId == "last"));
        await Eventually.BecomesTrueAsync(async () => await InFlightAsync() == 0);

        Kitchen.Received.Select(order => order.OrderId).ShouldBe(["a", "last"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_document_that_is_mended_in_the_source_is_delivered_by_itself()
    {
        await Source.InsertAsync(SourceOrders.Order("a", quantity: 0));
        await Eventually.BecomesTrueAsync(async () => (await Source.DeadLettersAsync()).Count == 1);

        await Source.SetAsync("a", "StationOrders.0.OrderItems.0.Quantity", 4);

        await Eventually.BecomesTrueAsync(async () => (await Source.DeadLettersAsync()).Count == 0);
        Kitchen.Received.ShouldHaveSingleItem().OrderItems.ShouldHaveSingleItem().Quantity.ShouldBe(4);
    }

    private async Task<int> InFlightAsync() => (await Service.GetAsync("/api/v1/feed")).GetProperty("inFlight").GetInt32();
}
