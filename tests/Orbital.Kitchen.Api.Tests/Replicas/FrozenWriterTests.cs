using System.Diagnostics;
using Grpc.Core;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>A replica that freezes with the writer's lock, or loses its sessions, holds nobody up for long, and loses and doubles nothing.</summary>
public sealed class FrozenWriterTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // The server ends a frozen transaction after 5 seconds.
    private static readonly TimeSpan HeldUpAtMost = TimeSpan.FromSeconds(7);

    private string _database = "";
    private KitchenReplica _left = null!;
    private KitchenReplica _right = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateKitchenAsync();
        _left = await KitchenReplica.StartProcessAsync($"{_database};Application Name=left");
        _right = await KitchenReplica.StartAsync($"{_database};Application Name=right");
        await _left.UntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _left.DisposeAsync();
        await _right.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_writer_that_freezes_while_it_waits_for_the_lock_does_not_keep_it(int ordersBefore)
    {
        for (var i = 0; i < ordersBefore; i++)
            await _left.Orders.SendOrder(SampleOrders.Burgers($"before-{i}"));
        await using var foreign = await ForeignWriter.LockAsync(_database);
        var frozen = SendAsync(_left, "frozen");
        await Eventually.BecomesTrueAsync(() => StoredKitchen.ReadAsync<bool>(
            _database, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'left' AND wait_event_type = 'Lock')"));

        _left.Process.Freeze();
        await foreign.RollBackAsync();
        var watch = Stopwatch.StartNew();
        await _right.Orders.SendOrder(SampleOrders.Burgers("meanwhile"));
        watch.Elapsed.ShouldBeLessThan(HeldUpAtMost);
        _left.Process.Continue();

        (await frozen.WaitAsync(Deadline, TestContext.Current.CancellationToken)).ShouldBeOneOf(StatusCode.OK, StatusCode.Unavailable);
        (await SendAsync(_left, "frozen")).ShouldBe(StatusCode.OK);
        (await SendAsync(_left, "after")).ShouldBe(StatusCode.OK);
        (await StoredKitchen.ViolationsAsync(_database)).ShouldBeEmpty();
        (await StoredKitchen.ReadAsync<long>(_database, "SELECT count(*) FROM orders")).ShouldBe(ordersBefore + 3);
    }

    [Fact]
    public async Task Sessions_that_the_server_ends_under_load_lose_and_double_nothing()
    {
        var kitchen = new BusyCooks([_left, _right]) { FaultsAreFine = true };
        using var done = new CancellationTokenSource();
        var ends = EndSessionsAsync(done.Token);

        await Task
            .WhenAll([
                .. Enumerable.Range(0, 4).Select(sender => kitchen.SendOrdersAsync(sender, 100)),
                .. Enumerable.Range(0, 4).Select(cook => kitchen.CookAsync(cook, 80)),
            ])
            .WaitAsync(Deadline, TestContext.Current.CancellationToken);
        await done.CancelAsync();

        (await ends).ShouldBeGreaterThan(10);
        kitchen.Unexpected.ShouldBeEmpty();
        kitchen.Accepted.Count.ShouldBeGreaterThan(50);
        var stored = await StoredKitchen.ReadAsync<string[]>(_database, "SELECT array_agg(order_id) FROM orders");
        kitchen.Accepted.Except(stored).ShouldBeEmpty();
        (await StoredKitchen.ViolationsAsync(_database)).ShouldBeEmpty();
        await Eventually.BecomesTrueAsync(async () => await SendAsync(_left, "after") == StatusCode.OK);
    }

    private async Task<long> EndSessionsAsync(CancellationToken until)
    {
        var ended = 0L;
        while (!until.IsCancellationRequested)
        {
            ended += await StoredKitchen.ReadAsync<long>(
                _database,
                """
                WITH unlucky AS (
                    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('left', 'right') ORDER BY random() LIMIT 1)
                SELECT count(*) FROM unlucky WHERE pg_terminate_backend(pid)
                """);
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, CancellationToken.None);
        }

        return ended;
    }

    private static async Task<StatusCode> SendAsync(KitchenReplica to, string id)
    {
        try
        {
            await to.Orders.SendOrder(SampleOrders.Burgers(id));
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
