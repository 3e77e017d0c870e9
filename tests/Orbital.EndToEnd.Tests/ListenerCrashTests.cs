using System.Diagnostics;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>Order Management and the kitchen, killed at random moments while orders arrive.</summary>
public sealed class ListenerCrashTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Kills = 100;
    private const int FewOrders = 10;
    private const int ManyOrders = 90;
    private const int Orders = Kills * (FewOrders + ManyOrders);
    private const int KillsPerKitchenKill = 20;
    private const int LongestBacklog = 300;
    private const double ShareOfLeaders = 0.5;

    // About as long as a listener has work with the orders that are inserted before each kill.
    private static readonly TimeSpan LongestWork = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // A dead leader's lease ends soon, so that most of the time orders flow. Checkpoints come so often that one which runs ahead of what is
    // acknowledged, by however little, loses orders here.
    private static readonly (string, string)[] Hurried =
    [
        ("OrderFeed:LeaseDuration", "00:00:01"), ("OrderFeed:StandbyPollInterval", "00:00:00.1"), ("OrderFeed:CheckpointInterval", "00:00:00.01"),
    ];

    private readonly Random _random = NewRandom();
    private readonly List<Listener> _listeners = [];
    private WholeLine _line = null!;

    public async ValueTask InitializeAsync()
    {
        _line = await WholeLine.StartWithoutListenerAsync(postgres);
        for (var i = 0; i < 3; i++)
            _listeners.Add(Listener.Start(_line, Hurried));
        // A first reading that is cut off begins anew: were the first of them all cut off, each would have more to read than the one before.
        await Eventually.BecomesTrueAsync(
            async () => (await Task.WhenAll(_listeners.Select(listener => listener.FeedAsync()))).Any(feed => feed is { Position: not null, Reading: null }),
            Patience, "the first start is over");
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

        for (var kills = 1; kills <= Kills; kills++)
        {
            // On a busy machine listeners that live for a second fall behind, and the backlog at the end would be all that the test waits for.
            await Eventually.BecomesTrueAsync(
                async () => load.UnitsOfOrders.Count - await effects.CountOrdersAsync() <= LongestBacklog, Patience, "the listeners keep up");
            await KillAListenerAsync(load, andTheKitchen: kills % KillsPerKitchenKill == KillsPerKitchenKill / 2);
        }

        var killing = watch.Elapsed;
        await UntilStoredAsync(effects, load, Orders);
        Print($"{Kills} kills in {killing.TotalSeconds:0.0} s, the last order {(watch.Elapsed - killing).TotalSeconds:0.0} s later");

        // A repeat may come late, but not behind an order that was inserted last.
        await load.InsertAsync(1);
        await UntilStoredAsync(effects, load, Orders + 1);
        await effects.ShouldBeThoseOfAsync(load.UnitsOfOrders);
    }

    /// <summary>
    /// Kills one listener at a random moment after many orders came at once, mostly the one that works, and starts another in its place.
    /// A kitchen that is dead meanwhile makes sure that it dies with orders in hand that nobody else has.
    /// </summary>
    private async Task KillAListenerAsync(OrderLoad load, bool andTheKitchen)
    {
        var victim = _random.Next(_listeners.Count);
        if (andTheKitchen)
            await _line.KillKitchenAsync();
        await load.InsertAsync(FewOrders);
        if (andTheKitchen || _random.NextDouble() < ShareOfLeaders)
            await Eventually.BecomesTrueAsync(async () => (victim = await FindBusyAsync(andTheKitchen)) >= 0, Patience, "a listener delivers");
        var inserting = load.InsertAsync(ManyOrders);
        // Orders that their kitchen cannot take stay in hand: time enough for a checkpoint that counts them as done to be saved, and to lose them.
        await Task.Delay(andTheKitchen ? LongestWork : LongestWork * _random.NextDouble(), TimeProvider.System);

        await _listeners[victim].KillAsync();
        await _listeners[victim].DisposeAsync();
        _listeners[victim] = Listener.Start(_line, Hurried);
        if (andTheKitchen)
            _line.StartKitchen();
        await inserting;
    }

    /// <summary>The listener that has shown that it works: one that has only just begun would die with nothing in hand.</summary>
    private async Task<int> FindBusyAsync(bool kitchenIsDead)
    {
        var feeds = await Task.WhenAll(_listeners.Select(listener => listener.FeedAsync()));
        return Array.FindIndex(feeds, feed => feed is { Role: "working" } && (feed.InFlight > 0 || (feed.Delivered > 0 && !kitchenIsDead)));
    }

    private async Task UntilStoredAsync(KitchenEffects effects, OrderLoad load, int orders)
    {
        try
        {
            await Eventually.BecomesTrueAsync(async () => await effects.CountOrdersAsync() == orders, Patience, $"{orders} orders are stored");
        }
        catch (TimeoutException exception)
        {
            var feeds = await Task.WhenAll(_listeners.Select(listener => listener.TellAsync()));
            var missing = await effects.MissingAsync(load.UnitsOfOrders.Keys);
            throw new TimeoutException($"{exception.Message}; missing: {string.Join(", ", missing)}\n{string.Join('\n', feeds)}", exception);
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
