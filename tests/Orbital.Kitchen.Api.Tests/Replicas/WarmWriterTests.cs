using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Npgsql;
using Orbital.Contracts.Orders.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>
/// A replica that has written several times in a row decides from memory. What another replica changed in between must count all the same,
/// as if it had read.
/// </summary>
public sealed class WarmWriterTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Station = "Burger Plancha Station";

    private string _database = "";
    private KitchenReplica _warm = null!;
    private KitchenReplica _other = null!;
    private int _orders;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _warm = await KitchenReplica.StartAsync(_database);
        _other = await KitchenReplica.StartAsync(_database);
        await CountDecisionsFromMemoryAsync();
        await WarmUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _warm.DisposeAsync();
        await _other.DisposeAsync();
        (await StoredKitchen.ViolationsAsync(_database)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("start", null)]
    [InlineData("complete", """{"quantity":1}""")]
    [InlineData("complete", null)]
    public async Task A_batch_item_that_another_replica_takes_up_accepts_no_more(string action, string? body)
    {
        var before = await OnlyItemAsync();
        await ActAsync(before.Text("id"), action, body);

        await SendAsync(_warm, "late", 2);

        (await HoldersOfAsync("late")).ShouldHaveSingleItem().Text("id").ShouldNotBe(before.Text("id"));
    }

    [Fact]
    public async Task A_batch_item_that_another_replica_took_up_and_gave_back_accepts_again()
    {
        var id = (await OnlyItemAsync()).Text("id");
        await ActAsync(id, "start");
        await ActAsync(id, "recall");

        await SendAsync(_warm, "late", 2);

        (await HoldersOfAsync("late")).ShouldHaveSingleItem().Text("id").ShouldBe(id);
    }

    [Fact]
    public async Task An_order_that_another_replica_cancels_leaves_its_units_out()
    {
        (await _other.Orders.CancelOrder(new CancelOrderRequest { OrderId = "warm-1" })).Success.ShouldBeTrue();

        await SendAsync(_warm, "late", 2);

        var orders = (await OnlyItemAsync()).Orders();
        orders.ShouldNotContain(order => order.OrderId == "warm-1");
        orders.ShouldContain(("late", 2, 0));
    }

    [Fact]
    public async Task A_capacity_that_another_replica_lowers_holds_from_the_next_unit_on()
    {
        await SetCapacityAsync(_other, _orders + 1);

        await SendAsync(_warm, "late", 3);

        (await HoldersOfAsync("late")).Select(item => item.Number("quantity")).Order().ShouldBe([2, _orders + 1]);
    }

    [Fact]
    public async Task A_capacity_that_another_replica_raises_gives_full_batch_items_room_again()
    {
        await SetCapacityAsync(_warm, _orders);
        await WarmUpAsync();
        await SetCapacityAsync(_other, 100);
        // It reads for this one, and finds no event that it does not know.
        await _warm.Orders.SendOrder(SampleOrders.Of("soup", ("Soup", Station, 1)));

        await SendAsync(_warm, "late", 3);

        (await HoldersOfAsync("late")).ShouldHaveSingleItem().Orders().ShouldContain(("warm-1", 1, 0));
    }

    [Fact]
    public async Task A_capacity_raised_in_the_same_group_as_an_order_gives_full_batch_items_room_again()
    {
        await SetCapacityAsync(_warm, _orders);
        await TogetherAsync(
            () => SendAsync(_warm, "full", 1),
            () => SetCapacityAsync(_warm, 100));
        await WarmUpAsync("Toast");

        await SendAsync(_warm, "late", 3);

        (await HoldersOfAsync("late")).ShouldHaveSingleItem().Orders().ShouldContain(("warm-1", 1, 0));
    }

    [Fact]
    public async Task An_order_that_another_replica_has_accepted_is_known()
    {
        await SendAsync(_other, "twice", 2);
        var last = await LastSequenceAsync();

        (await _warm.Orders.SendOrder(SampleOrders.Burgers("twice"))).Message.ShouldBe("already known");
        var conflict = await Should.ThrowAsync<RpcException>(() => SendAsync(_warm, "twice", 3));

        conflict.StatusCode.ShouldBe(StatusCode.AlreadyExists);
        (await LastSequenceAsync()).ShouldBe(last);
    }

    [Fact]
    public async Task An_order_that_was_cancelled_at_another_replica_before_it_arrived_is_not_cooked()
    {
        await _other.Orders.CancelOrder(new CancelOrderRequest { OrderId = "unseen" });

        await SendAsync(_warm, "unseen", 2);

        (await _warm.GetAsync("/api/v1/orders/unseen")).Text("status").ShouldBe("cancelled");
        (await HoldersOfAsync("unseen")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_that_was_forgotten_is_not_cooked_again()
    {
        await ExecuteAsync("INSERT INTO forgotten_orders VALUES ('old')");

        await SendAsync(_warm, "old", 2);

        (await HoldersOfAsync("old")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_that_is_being_forgotten_while_it_is_sent_again_is_not_cooked_again()
    {
        await ExecuteAsync("INSERT INTO orders SELECT 'old', otter_order_id, brand_name, lines, 'handed_off', priority, units, units_done, '{}', received_at, updated_at, 0, 0, now() FROM orders LIMIT 1");
        await using var database = NpgsqlDataSource.Create(_database);
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var forgetting = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var forget = new NpgsqlCommand(
            "WITH gone AS (DELETE FROM orders WHERE order_id = 'old' RETURNING order_id) INSERT INTO forgotten_orders SELECT order_id FROM gone",
            connection, forgetting))
            await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var sent = SendAsync(_warm, "old", 2);
        await UntilSomebodyWaitsForALockAsync();
        await forgetting.CommitAsync(TestContext.Current.CancellationToken);
        await sent;

        (await HoldersOfAsync("old")).ShouldBeEmpty();
        (await StoredKitchen.ReadAsync<long>(_database, "SELECT count(*) FROM orders WHERE order_id = 'old'")).ShouldBe(0);
    }

    // The sequence counts what no rollback takes back: a test that never decides from memory would show nothing.
    private Task CountDecisionsFromMemoryAsync() => ExecuteAsync(
        """
        CREATE SEQUENCE decisions_from_memory;
        ALTER FUNCTION expect_as_remembered RENAME TO expect_really;
        CREATE FUNCTION expect_as_remembered(sequence bigint, policies bigint, new_order_ids text[]) RETURNS void LANGUAGE plpgsql AS
        $$ BEGIN PERFORM nextval('decisions_from_memory'); PERFORM expect_really(sequence, policies, new_order_ids); END $$;
        """);

    private async Task WarmUpAsync(string item = "Burger")
    {
        var before = await DecisionsFromMemoryAsync();
        for (var i = 0; i < 5; i++)
            await _warm.Orders.SendOrder(SampleOrders.Of($"warm-{++_orders}", (item, Station, 1)));
        (await DecisionsFromMemoryAsync()).ShouldBeGreaterThan(before + 1);
    }

    private Task<long> DecisionsFromMemoryAsync() => StoredKitchen.ReadAsync<long>(_database, "SELECT last_value FROM decisions_from_memory");

    private static async Task SendAsync(KitchenReplica to, string id, int quantity) => await to.Orders.SendOrder(SampleOrders.Burgers(id, quantity));

    private async Task ActAsync(string batchItem, string action, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, null, "application/json");
        using var response = await _other.Http.PostAsync($"/api/v1/batch-items/{batchItem}/{action}", content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static async Task SetCapacityAsync(KitchenReplica at, int capacity)
    {
        using var response = await at.Http.PutAsJsonAsync(
            $"/api/v1/stations/{Station}/batching-policy", new { capacity, windowSeconds = 180 }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    // While another writer holds the lock, the first of them waits for it and the others gather behind that one.
    private async Task TogetherAsync(params Func<Task>[] works)
    {
        await using var foreign = await ForeignWriter.LockAsync(_database);
        var first = _warm.Orders.SendOrder(SampleOrders.Of("ahead", ("Soup", "Elsewhere", 1)));
        await UntilSomebodyWaitsForALockAsync();
        Task[] others = [.. works.Select(work => work())];
        await foreign.RollBackAsync();
        await first;
        await Task.WhenAll(others);
    }

    private Task UntilSomebodyWaitsForALockAsync() => Eventually.BecomesTrueAsync(() => StoredKitchen.ReadAsync<bool>(
        _database, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"));

    private async Task<JsonElement[]> ItemsAsync(string query) =>
        [.. (await _other.GetAsync($"/api/v1/batch-items?limit=500&{query}")).GetProperty("items").EnumerateArray()];

    private async Task<JsonElement> OnlyItemAsync() =>
        (await ItemsAsync("item=Burger")).ShouldHaveSingleItem();

    private async Task<JsonElement[]> HoldersOfAsync(string orderId) =>
        [.. (await ItemsAsync("item=Burger")).Where(item => item.Orders().Any(order => order.OrderId == orderId))];

    private Task<long> LastSequenceAsync() => StoredKitchen.ReadAsync<long>(_database, "SELECT last_sequence FROM event_counter");

    private Task ExecuteAsync(string sql) => StoredKitchen.ExecuteAsync(_database, sql);
}
