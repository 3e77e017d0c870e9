using Grpc.Core;
using Npgsql;
using Orbital.Contracts.Orders.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>What another replica does to orders and batch items that a warm replica remembers.</summary>
public sealed class WarmWriterTests(PostgresServer postgres) : WarmReplica(postgres)
{
    [Theory]
    [InlineData("start", null)]
    [InlineData("complete", """{"quantity":1}""")]
    [InlineData("complete", null)]
    public async Task A_batch_item_that_another_replica_takes_up_accepts_no_more(string action, string? body)
    {
        var before = await OnlyItemAsync();
        await ActAsync(before.Text("id"), action, body);

        await SendAsync(Warm, "late", 2);

        (await HoldersOfAsync("late")).ShouldHaveSingleItem().Text("id").ShouldNotBe(before.Text("id"));
    }

    [Fact]
    public async Task A_batch_item_that_another_replica_took_up_and_gave_back_accepts_again()
    {
        var id = (await OnlyItemAsync()).Text("id");
        await ActAsync(id, "start");
        await ActAsync(id, "recall");

        await SendAsync(Warm, "late", 2);

        (await HoldersOfAsync("late")).ShouldHaveSingleItem().Text("id").ShouldBe(id);
    }

    [Fact]
    public async Task An_order_that_another_replica_cancels_leaves_its_units_out()
    {
        (await Other.Orders.CancelOrder(new CancelOrderRequest { OrderId = "warm-1" })).Success.ShouldBeTrue();

        await SendAsync(Warm, "late", 2);

        var orders = (await OnlyItemAsync()).Orders();
        orders.ShouldNotContain(order => order.OrderId == "warm-1");
        orders.ShouldContain(("late", 2, 0));
    }

    [Fact]
    public async Task An_order_that_another_replica_has_accepted_is_known()
    {
        await SendAsync(Other, "twice", 2);
        var last = await LastSequenceAsync();

        (await Warm.Orders.SendOrder(SampleOrders.Burgers("twice"))).Message.ShouldBe("already known");
        var conflict = await Should.ThrowAsync<RpcException>(() => SendAsync(Warm, "twice", 3));

        conflict.StatusCode.ShouldBe(StatusCode.AlreadyExists);
        (await LastSequenceAsync()).ShouldBe(last);
    }

    [Fact]
    public async Task An_order_that_was_cancelled_at_another_replica_before_it_arrived_is_not_cooked()
    {
        await Other.Orders.CancelOrder(new CancelOrderRequest { OrderId = "unseen" });

        await SendAsync(Warm, "unseen", 2);

        (await Warm.GetAsync("/api/v1/orders/unseen")).Text("status").ShouldBe("cancelled");
        (await HoldersOfAsync("unseen")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_that_was_forgotten_is_not_cooked_again()
    {
        await ExecuteAsync("INSERT INTO forgotten_orders VALUES ('old')");

        await SendAsync(Warm, "old", 2);

        (await HoldersOfAsync("old")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_that_is_being_forgotten_while_it_is_sent_again_is_not_cooked_again()
    {
        await ExecuteAsync("INSERT INTO orders SELECT 'old', otter_order_id, brand_name, lines, 'handed_off', priority, units, units_done, '{}', received_at, updated_at, 0, 0, now() FROM orders LIMIT 1");
        await using var database = NpgsqlDataSource.Create(Database);
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var forgetting = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var forget = new NpgsqlCommand(
            "WITH gone AS (DELETE FROM orders WHERE order_id = 'old' RETURNING order_id) INSERT INTO forgotten_orders SELECT order_id FROM gone",
            connection, forgetting))
            await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var sent = SendAsync(Warm, "old", 2);
        await UntilSomebodyWaitsForALockAsync();
        await forgetting.CommitAsync(TestContext.Current.CancellationToken);
        await sent;

        (await HoldersOfAsync("old")).ShouldBeEmpty();
        (await StoredKitchen.ReadAsync<long>(Database, "SELECT count(*) FROM orders WHERE order_id = 'old'")).ShouldBe(0);
    }

    private async Task ActAsync(string batchItem, string action, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, null, "application/json");
        using var response = await Other.Http.PostAsync($"/api/v1/batch-items/{batchItem}/{action}", content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
