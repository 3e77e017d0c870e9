using System.Diagnostics;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>Order Management and the kitchen, killed at random moments while orders arrive.</summary>
public sealed class ListenerCrashTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Orders = 10_000;
    private const int Kills = 100;
    private const int KillsPerKitchenKill = 20;
    private const double ShareOfLeaders = 0.5;

    private static readonly TimeSpan LongestWork = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // A dead leader's lease ends soon, so that most of the time orders flow.
    private static readonly (string, string)[] ShortLease = [("OrderFeed:LeaseDuration", "00:00:01"), ("OrderFeed:StandbyPollInterval", "00:00:00.1")];

    private readonly Random _random = NewRandom();
    private readonly List<Listener> _listeners = [];
    private WholeLine _line = null!;
    private int _kills;

    public async ValueTask InitializeAsync()
    {
        _line = await WholeLine.StartWithoutListenerAsync(postgres);
        for (var i = 0; i < 3; i++)
            _listeners.Add(Listener.Start(_line, ShortLease));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
            await listener.DisposeAsync();
        await _line.DisposeAsync();
    }

    [Fact]
    public async Task Through_a_hundred_kills_of_listeners_and_five_of_the_kitchen_each_order_has_its_effect_once()
    {
        var load = new OrderLoad(_line, new Random(_random.Next()));
        await using var effects = new KitchenEffects(_line);
        var watch = Stopwatch.StartNew();

        var inserting = Task.Run(() => InsertAsync(load));
        while (_kills < Kills)
            await KillAsync();
        await inserting;
        var killing = watch.Elapsed;
        await Eventually.BecomesTrueAsync(async () => await effects.CountOrdersAsync() == Orders, Patience);
        Print($"{Kills} kills in {killing.TotalSeconds:0.0} s, the last order {(watch.Elapsed - killing).TotalSeconds:0.0} s later");

        // A repeat may come late, but not behind an order that was inserted last.
        await load.InsertAsync(1);
        await Eventually.BecomesTrueAsync(async () => await effects.CountOrdersAsync() == Orders + 1, Patience);
        await effects.ShouldBeThoseOfAsync(load.UnitsOfOrders);
    }

    /// <summary>Kills one listener at a random moment, mostly the one that works, and starts another in its place.</summary>
    /// <remarks>It takes its time from the lease of a dead leader, which nobody may take before its end, and from the starts of processes.</remarks>
    private async Task KillAsync()
    {
        var victim = _random.Next(_listeners.Count);
        if (_random.NextDouble() < ShareOfLeaders)
            await Eventually.BecomesTrueAsync(async () => (victim = await FindLeaderAsync()) >= 0, Patience, "a listener works");
        await Task.Delay(LongestWork * _random.NextDouble(), TimeProvider.System);

        await _listeners[victim].KillAsync();
        await _listeners[victim].DisposeAsync();
        _listeners[victim] = Listener.Start(_line, ShortLease);
        if (++_kills % KillsPerKitchenKill == KillsPerKitchenKill / 2)
            await _line.ReplaceKitchenAsync();
    }

    private async Task<int> FindLeaderAsync()
    {
        var roles = await Task.WhenAll(_listeners.Select(listener => listener.RoleAsync()));
        return Array.IndexOf(roles, "working");
    }

    // As many orders between two kills as between any other two.
    private async Task InsertAsync(OrderLoad load)
    {
        while (load.UnitsOfOrders.Count is var inserted and < Orders)
        {
            if (inserted < (Volatile.Read(ref _kills) + 1) * (Orders / Kills))
                await load.InsertAsync(10);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static Random NewRandom()
    {
        var seed = Random.Shared.Next();
        Print($"seed {seed}");
        return new Random(seed);
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
