using Grpc.Core;
using Npgsql;
using Orbital.Contracts.Orders.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What becomes of a group of decisions that share a transaction when the transaction fails.</summary>
public sealed class GroupFaultTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private string _database = "";
    private NpgsqlDataSource _sql = null!;
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateKitchenAsync();
        _sql = NpgsqlDataSource.Create(_database);
        _kitchen = await KitchenReplica.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _kitchen.DisposeAsync();
        await _sql.DisposeAsync();
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_fails_only_who_needs_it()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("bad"));
        await ExecuteAsync("UPDATE orders SET lines = '{}' WHERE order_id = 'bad'");

        var outcomes = await SendTogetherAsync("a", "bad", "b");

        outcomes.ShouldBe([StatusCode.OK, StatusCode.Internal, StatusCode.OK]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_that_breaks_a_rule_of_the_database_fails_alone(bool fromMemory)
    {
        var before = fromMemory ? await FillMemoryAsync() : "";
        await RaiseAsync("23514", "new.order_id = 'bad'");

        var outcomes = await SendTogetherAsync("a", "bad", "b");

        outcomes.ShouldBe([StatusCode.OK, StatusCode.Internal, StatusCode.OK]);
        (await OrdersAsync()).ShouldBe($"{before}a b first");
        (await StoredKitchen.ViolationsAsync(_database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_who_comes_while_a_group_is_taken_apart_is_left_without_an_answer()
    {
        await RaiseAsync("23514", "new.order_id = 'bad' AND pg_sleep(0.3) IS NOT NULL");
        Task<StatusCode>[] late = [];

        var outcomes = await SendTogetherAsync(["a", "b", "bad"], StatusCode.OK, async together =>
        {
            await Task.WhenAll(together[0], together[1]);
            late = [.. Enumerable.Range(0, 5).Select(i => SendAsync($"late{i}"))];
        });

        outcomes.ShouldBe([StatusCode.OK, StatusCode.OK, StatusCode.Internal]);
        (await Task.WhenAll(late).WaitAsync(Deadline, TestContext.Current.CancellationToken)).ShouldAllBe(outcome => outcome == StatusCode.OK);
    }

    [Theory]
    [InlineData("42501")]
    [InlineData("25006")]
    [InlineData("57014")]
    [InlineData("53100")]
    public async Task A_database_that_refuses_every_write_is_unavailable_until_it_is_mended(string sqlState)
    {
        await RaiseAsync(sqlState, "true");
        (await SendAsync("a")).ShouldBe(StatusCode.Unavailable);

        await ExecuteAsync("DROP TRIGGER refuse ON orders");

        (await SendAsync("a")).ShouldBe(StatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_transaction_that_is_rolled_back_by_others_is_repeated(bool fromMemory)
    {
        var before = fromMemory ? await FillMemoryAsync() : "";
        await ExecuteAsync("CREATE SEQUENCE attempts");
        await RaiseAsync("40001", "new.order_id = 'unlucky' AND nextval('attempts') < 4");

        var outcomes = await SendTogetherAsync("a", "unlucky", "b");

        outcomes.ShouldAllBe(outcome => outcome == StatusCode.OK);
        (await OrdersAsync()).ShouldBe($"{before}a b first unlucky");
        (await StoredKitchen.ViolationsAsync(_database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_goes_away_while_decisions_are_made_from_memory_fails_them_and_is_read_again_when_it_is_back()
    {
        var before = await FillMemoryAsync();
        await RaiseAsync("53100", "true");
        (await SendTogetherAsync(["a", "b"], StatusCode.Unavailable, _ => Task.CompletedTask)).ShouldAllBe(outcome => outcome == StatusCode.Unavailable);

        await ExecuteAsync("DROP TRIGGER refuse ON orders");

        (await SendAsync("a")).ShouldBe(StatusCode.OK);
        (await OrdersAsync()).ShouldBe($"{before}a");
        (await StoredKitchen.ViolationsAsync(_database)).ShouldBeEmpty();
    }

    // New orders of a known item are decided from memory once this replica has written twice in a row.
    private async Task<string> FillMemoryAsync()
    {
        foreach (var id in new[] { "0", "1", "2", "3" })
            (await SendAsync(id)).ShouldBe(StatusCode.OK);
        return "0 1 2 3 ";
    }

    // While another writer holds the lock, one decision waits for it and the others gather behind that one: they are one group then.
    private Task<StatusCode[]> SendTogetherAsync(params string[] ids) => SendTogetherAsync(ids, StatusCode.OK, _ => Task.CompletedTask);

    private async Task<StatusCode[]> SendTogetherAsync(string[] ids, StatusCode expectedFirst, Func<Task<StatusCode>[], Task> meanwhile)
    {
        await using var other = await _sql.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("SELECT FROM event_counter FOR UPDATE", other, transaction))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var first = SendAsync("first");
        await Eventually.BecomesTrueAsync(() => StoredKitchen.ReadAsync<bool>(
            _database, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"));
        var others = ids.Select(SendAsync).ToArray();

        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        (await first).ShouldBe(expectedFirst);
        await meanwhile(others);
        return await Task.WhenAll(others);
    }

    private async Task<StatusCode> SendAsync(string id)
    {
        try
        {
            await _kitchen.Orders.SendOrder(SampleOrders.Burgers(id));
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private Task RaiseAsync(string sqlState, string when) => ExecuteAsync(
        $"""
         CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN IF {when} THEN RAISE EXCEPTION 'refused by the test' USING ERRCODE = '{sqlState}'; END IF; RETURN new; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION refuse();
         """);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private Task<string> OrdersAsync() =>
        StoredKitchen.ReadAsync<string>(_database, "SELECT string_agg(order_id, ' ' ORDER BY order_id) FROM orders");
}
