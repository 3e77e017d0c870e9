using Orbital.Testing;

namespace Orbital.Fleet.Tests;

/// <summary>Several replicas of a kitchen behind a haproxy that is configured as <c>deploy/haproxy</c> says, while orders come.</summary>
public sealed class FleetTests
{
    /// <summary>
    /// Orders wait at most 5 s on a machine that has nothing else to do. A fleet that does not go on by itself waits for a minute and more.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task From_one_replica_to_three_a_rolling_restart_and_back_to_one_nobody_notices()
    {
        await using var fleet = await KitchenFleet.StartAsync(places: 3, running: 1, haproxy => haproxy.GrpcPort);
        await using var rest = new RestCalls(fleet.Haproxy.HttpPort);
        await using var first = new Display(fleet.Haproxy.HttpPort);
        await using var second = new Display(fleet.Haproxy.HttpPort);
        await using var orders = new SteadyOrders(fleet.MongoDb, fleet.Database);
        await orders.FlowAsync(Patience, "orders reach the one replica");

        await Task.WhenAll(fleet.Replicas.Skip(1).Select(replica => replica.StartAsync()));
        foreach (var replica in fleet.Replicas)
            await WorksAsync(replica);

        foreach (var replica in fleet.Replicas)
        {
            await replica.TerminateAsync();
            await replica.StartAsync();
            await WorksAsync(replica);
        }

        await Task.WhenAll(fleet.Replicas.Skip(1).Select(replica => replica.TerminateAsync()));
        await orders.FlowAsync(Patience, "orders reach the one that is left");

        await ShouldHaveArrivedAsync(orders);
        await rest.FinishAsync();
        rest.Failures.ShouldBeEmpty($"{rest.Answers} calls");
        await ShouldHaveSeenAllAsync(fleet, first, second);
    }

    [Fact]
    public async Task The_replica_in_use_loses_its_database_freezes_or_is_killed_and_the_other_takes_the_orders()
    {
        // The hardest case: a balancer that knows TCP alone, and leaves an open connection where it is.
        await using var fleet = await KitchenFleet.StartAsync(places: 2, running: 2, haproxy => haproxy.TcpPort, leavesConnections: true);
        await using var display = new Display(fleet.Haproxy.HttpPort);
        await using var orders = new SteadyOrders(fleet.MongoDb, fleet.Database);

        var cut = await fleet.InUseAsync();
        cut.Database.GoAway();
        await orders.FlowAsync(LongestWait, "orders go to the replica that has its database");
        (await fleet.InUseAsync()).ShouldNotBe(cut);
        cut.Database.ComeBack();
        await cut.UntilReadyAsync();

        var frozen = await fleet.InUseAsync();
        frozen.Process!.Freeze();
        await orders.FlowAsync(LongestWait, "orders go to the replica that is not frozen");
        frozen.Process.Continue();
        await frozen.UntilReadyAsync();

        var killed = await fleet.InUseAsync();
        await killed.KillAsync();
        await orders.FlowAsync(LongestWait, "orders go to the replica that is alive");

        await ShouldHaveArrivedAsync(orders);
        await ShouldHaveSeenAllAsync(fleet, display);
    }

    // Haproxy gives it calls.
    private static Task WorksAsync(Replica replica) =>
        Eventually.BecomesTrueAsync(async () => await replica.AcceptedAsync() > 0, Patience, "a replica takes orders");

    private static async Task ShouldHaveArrivedAsync(SteadyOrders orders)
    {
        var (longest, count) = await orders.FinishAsync(Patience);
        TestContext.Current.SendDiagnosticMessage("{0} orders, the longest wait was {1:0.00} s", count, longest.TotalSeconds);
        longest.ShouldBeLessThan(LongestWait);
    }

    private static async Task ShouldHaveSeenAllAsync(KitchenFleet fleet, params Display[] displays)
    {
        await using var command = fleet.Database.CreateCommand("SELECT max(sequence) FROM events");
        var newest = (long)(await command.ExecuteScalarAsync())!;
        foreach (var display in displays)
        {
            await Eventually.BecomesTrueAsync(() => display.Last == newest, Patience, "a display has seen all events");
            display.Wrong.ShouldBeEmpty();
        }
    }
}
