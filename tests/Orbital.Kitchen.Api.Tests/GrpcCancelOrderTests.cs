using Google.Rpc;
using Grpc.Core;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

public sealed class GrpcCancelOrderTests(PostgresServer postgres) : IAsyncLifetime
{
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync() => _kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Fact]
    public async Task Units_that_wait_leave_their_batch_item()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 2));
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b", 3));

        var answer = await _kitchen.Orders.CancelOrder(new() { OrderId = "a" });

        (answer.Success, answer.Message).ShouldBe((true, "cancelled"));
        (await _kitchen.BatchItemsAsync()).ShouldBe([("Burger Plancha Station", "Burger", 3)]);
        (await OrderAsync("a")).ShouldBe("cancelled");
    }

    [Fact]
    public async Task Cancelled_twice_is_a_success_that_changes_nothing()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        await _kitchen.Orders.CancelOrder(new() { OrderId = "a" });
        var before = await SequenceAsync();

        var again = await _kitchen.Orders.CancelOrder(new() { OrderId = "a" });

        (again.Success, again.Message).ShouldBe((true, "cancelled"));
        (await SequenceAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Cancelled_before_it_arrives_an_order_is_never_cooked()
    {
        var first = await _kitchen.Orders.CancelOrder(new() { OrderId = "a" });
        var twice = await _kitchen.Orders.CancelOrder(new() { OrderId = "a" });
        var sent = await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));

        (first.Success, first.Message).ShouldBe((true, "not known yet: remembered as cancelled"));
        twice.ShouldBe(first);
        (sent.Success, sent.Message).ShouldBe((true, "cancelled before it arrived"));
        (await _kitchen.BatchItemsAsync()).ShouldBeEmpty();
        (await OrderAsync("a")).ShouldBe("cancelled");
    }

    [Fact]
    public async Task Units_that_cook_never_vanish_silently()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a", 2));
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b", 3));
        await ActAsync("start");

        (await _kitchen.Orders.CancelOrder(new() { OrderId = "a" })).Success.ShouldBeTrue();

        var item = (await _kitchen.GetAsync("/api/v1/batch-items")).GetProperty("items")[0];
        (item.GetProperty("quantity").GetInt32(), item.GetProperty("cancelledQuantity").GetInt32()).ShouldBe((5, 2));
    }

    [Fact]
    public async Task An_order_that_was_handed_off_stays_so()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        await ActAsync("complete");
        (await _kitchen.Http.PostAsync("/api/v1/orders/a/hand-off", null)).EnsureSuccessStatusCode();

        var refusal = await Should.ThrowAsync<RpcException>(() => _kitchen.Orders.CancelOrder(new() { OrderId = "a" }));

        refusal.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refusal.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["currentStatus"].ShouldBe("handed_off");
        (await OrderAsync("a")).ShouldBe("handed_off");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("nul\0")]
    [InlineData("new\nline")]
    [InlineData(null, 129)]
    public async Task An_id_that_no_order_can_have_is_refused(string? orderId, int length = 0)
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => _kitchen.Orders.CancelOrder(new() { OrderId = orderId ?? new string('x', length) }));

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.ShouldHaveSingleItem().Field.ShouldBe("order_id");
        (await SequenceAsync()).ShouldBe(0);
    }

    private async Task ActAsync(string action)
    {
        var id = (await _kitchen.GetAsync("/api/v1/batch-items")).GetProperty("items")[0].GetProperty("id").GetString();
        (await _kitchen.Http.PostAsync($"/api/v1/batch-items/{id}/{action}", null)).EnsureSuccessStatusCode();
    }

    private async Task<string?> OrderAsync(string id) => (await _kitchen.GetAsync($"/api/v1/orders/{id}")).GetProperty("status").GetString();

    private async Task<long> SequenceAsync() => (await _kitchen.GetAsync("/api/v1/orders")).GetProperty("sequence").GetInt64();
}
