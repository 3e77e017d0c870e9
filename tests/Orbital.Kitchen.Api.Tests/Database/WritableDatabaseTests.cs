using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Database;

/// <summary>The kitchen is ready exactly while an order can be committed, and finds the server that can.</summary>
public sealed class WritableDatabaseTests(PostgresServer shared)
{
    private static readonly TimeSpan FlowsWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_database_that_becomes_read_only_under_open_connections_is_not_ready_and_takes_orders_when_that_is_over()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateDatabaseAsync());
        (await kitchen.SendAsync("before")).ShouldBe(StatusCode.OK);

        await postgres.SetReadOnlyAsync(true);
        (await kitchen.UntilUnreadyAsync()).ShouldBe("the kitchen's database is read-only");
        (await kitchen.SendAsync("during")).ShouldBe(StatusCode.Unavailable);
        await postgres.SetReadOnlyAsync(false);

        await kitchen.UntilReadyAgainAsync();
        await kitchen.UntilTakenAsync("during", FlowsWithin);
    }

    [Fact]
    public async Task A_switchover_behind_an_address_that_leads_to_the_old_server_for_a_while_ends_at_the_new_one()
    {
        await using var old = await PostgresServer.StartOwnAsync();
        var database = await old.CreateDatabaseAsync();
        await using var standby = await old.StartStandbyAsync();
        await using var address = TcpProxy.To(old.Port);
        await using var kitchen = await KitchenReplica.StartAsync(database.Through(address));
        await using var events = await EventReader.OpenAsync(kitchen.Http);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => kitchen.BatchItemsAsync()));
        (await kitchen.SendAsync("before")).ShouldBe(StatusCode.OK);
        await standby.UntilCaughtUpWithAsync(old);

        await old.SetReadOnlyAsync(true);
        await standby.PromoteAsync();
        await kitchen.UntilUnreadyAsync();
        (await kitchen.SendAsync("still the old server")).ShouldBe(StatusCode.Unavailable);
        address.Redirect(standby.Port);

        await kitchen.UntilTakenAsync("after", FlowsWithin);
        await kitchen.UntilReadyAgainAsync();
        (await events.TakeAsync(4)).Select(message => message.Id).ShouldBe([1, 2, 3, 4]);
        (await kitchen.GetAsync("/api/v1/board")).GetProperty("orders").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_standby_that_the_address_leads_to_now_and_then_is_never_read_from()
    {
        await using var primary = await PostgresServer.StartOwnAsync();
        var database = await primary.CreateDatabaseAsync();
        await using (var migrating = await KitchenReplica.StartAsync(database))
            (await migrating.SendAsync("first")).ShouldBe(StatusCode.OK);
        await using var standby = await primary.StartStandbyAsync();
        await standby.UntilCaughtUpWithAsync(primary);
        await standby.AskAsync<object>("SELECT pg_wal_replay_pause()");
        await using var address = TcpProxy.ToEachOf(primary.Port, standby.Port);
        await using var kitchen = await KitchenReplica.StartAsync(database.Through(address));
        await using var events = await EventReader.OpenAsync(kitchen.Http);
        // From here on it knows where it begins, and hands out what it commits without asking.
        (await events.NextAsync(heartbeats: true))!.Event.ShouldBe("heartbeat");

        for (var i = 0; i < 100; i++)
        {
            await kitchen.UntilTakenAsync($"o{i}");
            if (i % 10 == 0)
                kitchen.DiscardConnections();
        }

        var heard = await events.TakeAsync(200);
        heard.ShouldAllBe(message => message.Event != "reset");
        heard.Select(message => message.Id).ShouldBe(Enumerable.Range(3, 200).Select(id => (long?)id));
        await Eventually.BecomesTrueAsync(async () => (await kitchen.GetAsync("/api/v1/board")).GetProperty("orders").GetArrayLength() == 101);
    }

    [Theory]
    [InlineData("53100", "the disk of the kitchen's database is full")]
    [InlineData("54000", "the kitchen's database refuses to write (SQLSTATE 54000)")]
    public async Task A_database_that_takes_no_order_is_named_and_not_ready_until_it_does(string sqlState, string problem)
    {
        var database = await shared.CreateKitchenAsync();
        await using var kitchen = await KitchenReplica.StartAsync(database);
        (await kitchen.SendAsync("before")).ShouldBe(StatusCode.OK);

        await StoredKitchen.ExecuteAsync(
            database,
            $"""
             CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused by the test' USING ERRCODE = '{sqlState}'; END $$;
             CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse();
             """);
        // Nobody sends an order meanwhile.
        (await kitchen.UntilUnreadyAsync()).ShouldBe(problem);
        var refusal = await Should.ThrowAsync<RpcException>(() => kitchen.Orders.SendOrder(SampleOrders.Burgers("during")));
        (refusal.StatusCode, refusal.Status.Detail).ShouldBe((StatusCode.Unavailable, problem));
        await StoredKitchen.ExecuteAsync(database, "DROP TRIGGER refuse ON events");

        await kitchen.UntilReadyAgainAsync();
        (await kitchen.SendAsync("during")).ShouldBe(StatusCode.OK);
        (await StoredKitchen.ViolationsAsync(database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lock_that_another_session_keeps_makes_it_unready_and_is_named()
    {
        var database = await shared.CreateKitchenAsync();
        await using var kitchen = await KitchenReplica.StartAsync(database);

        await using (await Replicas.ForeignWriter.LockAsync(database))
            (await kitchen.UntilUnreadyAsync()).ShouldContain("another session holds the lock");

        await kitchen.UntilReadyAgainAsync();
        (await kitchen.SendAsync("after")).ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_makes_it_unready()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        await using var address = TcpProxy.To(postgres.Port);
        await using var kitchen = await KitchenReplica.StartAsync((await postgres.CreateDatabaseAsync()).Through(address));

        address.HoldAll();
        await kitchen.UntilUnreadyAsync();
        address.Release();

        await kitchen.UntilReadyAgainAsync();
        await kitchen.UntilTakenAsync("after", FlowsWithin);
    }

    [Fact]
    public async Task Readers_that_hold_all_their_connections_do_not_hold_up_orders()
    {
        var database = await shared.CreateKitchenAsync();
        await using var kitchen = await KitchenReplica.StartAsync($"{database};Maximum Pool Size=4;Timeout=1");
        (await kitchen.SendAsync("before")).ShouldBe(StatusCode.OK);
        List<NpgsqlConnection> held = [];
        try
        {
            // One or two are the kitchen's own: it listens, and looks for events.
            await Eventually.BecomesTrueAsync(async () =>
            {
                held.Add(await kitchen.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync());
                return held.Count == 3;
            });
            await Should.ThrowAsync<NpgsqlException>(() => kitchen.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync().AsTask());

            (await kitchen.SendAsync("meanwhile")).ShouldBe(StatusCode.OK);
            (await kitchen.ProblemAsync()).ShouldBeNull();
        }
        finally
        {
            foreach (var connection in held)
                await connection.DisposeAsync();
        }
    }
}
