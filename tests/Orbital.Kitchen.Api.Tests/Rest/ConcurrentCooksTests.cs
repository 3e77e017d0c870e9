using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>Several cooks, two replicas, and orders that arrive at the same moment leave no wrong sum.</summary>
public sealed class ConcurrentCooksTests(PostgresServer postgres)
{
    // Generous, because only a failing test waits for it: builds and other tests may share the machine.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Hundreds_of_commands_at_two_replicas_leave_every_unit_in_its_place()
    {
        var database = await postgres.CreateKitchenAsync();
        var replicas = new[] { await KitchenReplica.StartAsync(database), await KitchenReplica.StartAsync(database) };
        var kitchen = new BusyCooks(replicas);

        await WorkAsync(kitchen);

        kitchen.Unexpected.ShouldBeEmpty();
        kitchen.Accepted.Count.ShouldBe(4 * 50);
        kitchen.Commands.ShouldBe(6 * 100);
        (await StoredKitchen.ViolationsAsync(database)).ShouldBeEmpty();
        (await StoredKitchen.ReadAsync<long>(database, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")).ShouldBe(0);
        foreach (var replica in replicas)
            await replica.DisposeAsync();
    }

    [Fact]
    public async Task A_replica_that_is_killed_in_the_middle_loses_and_doubles_nothing()
    {
        var database = await postgres.CreateKitchenAsync();
        var replicas = new[] { await KitchenReplica.StartAsync(database), await KitchenReplica.StartProcessAsync(database) };
        await replicas[1].UntilReadyAsync();
        var kitchen = new BusyCooks(replicas) { FaultsAreFine = true };

        var work = WorkAsync(kitchen);
        await Eventually.BecomesTrueAsync(() => kitchen.Accepted.Count > 40 && kitchen.Commands > 40, Deadline);
        work.IsCompleted.ShouldBeFalse();
        var before = kitchen.Commands;
        await replicas[1].Process.KillAsync();
        await work;

        kitchen.Unexpected.ShouldBeEmpty();
        kitchen.Commands.ShouldBeGreaterThan(before);
        (await StoredKitchen.ViolationsAsync(database)).ShouldBeEmpty();
        var stored = await StoredKitchen.ReadAsync<string[]>(database, "SELECT coalesce(array_agg(order_id), '{}') FROM orders");
        kitchen.Accepted.Except(stored).ShouldBeEmpty();
        foreach (var replica in replicas)
            await replica.DisposeAsync();
    }

    private static Task WorkAsync(BusyCooks kitchen) => Task
        .WhenAll([
            .. Enumerable.Range(0, 4).Select(sender => kitchen.SendOrdersAsync(sender, 50)),
            .. Enumerable.Range(0, 6).Select(cook => kitchen.CookAsync(cook, 100)),
        ])
        .WaitAsync(Deadline, TestContext.Current.CancellationToken);
}
