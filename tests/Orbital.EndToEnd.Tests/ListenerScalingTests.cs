using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>Listeners come and go in good order while orders arrive.</summary>
public sealed class ListenerScalingTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task From_one_listener_to_three_and_back_to_one_each_order_has_its_effect_once()
    {
        await using var line = await WholeLine.StartWithoutListenerAsync(postgres);
        await using var effects = new KitchenEffects(line);
        var load = new OrderLoad(line, new Random());
        using var enough = new CancellationTokenSource();
        var inserting = Task.Run(() => InsertUntilAsync(load, enough.Token));

        await using var first = Listener.Start(line);
        await RolesAsync((first, "working"));
        await ProgressAsync(effects);
        await using var second = Listener.Start(line);
        await using var third = Listener.Start(line);
        await RolesAsync((first, "working"), (second, "standby"), (third, "standby"));
        await ProgressAsync(effects);

        (await first.TerminateAsync()).ShouldBe(0);
        var next = await LeaderAsync(second, third);
        await ProgressAsync(effects);
        (await next.TerminateAsync()).ShouldBe(0);
        await RolesAsync((next == second ? third : second, "working"));
        await ProgressAsync(effects);

        await enough.CancelAsync();
        await inserting;
        await load.InsertAsync(1);
        await Eventually.BecomesTrueAsync(async () => await effects.CountOrdersAsync() == load.UnitsOfOrders.Count, Patience);
        await effects.ShouldBeThoseOfAsync(load.UnitsOfOrders);
    }

    // About 200 orders a second.
    private static async Task InsertUntilAsync(OrderLoad load, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await load.InsertAsync(10);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task ProgressAsync(KitchenEffects effects)
    {
        var before = await effects.CountOrdersAsync();
        await Eventually.BecomesTrueAsync(async () => await effects.CountOrdersAsync() > before + 100, Patience, "orders flow");
    }

    private static async Task RolesAsync(params (Listener Listener, string Role)[] expected)
    {
        foreach (var (listener, role) in expected)
            await Eventually.BecomesTrueAsync(async () => await listener.RoleAsync() == role, Patience, $"a listener is {role}");
    }

    private static Task<Listener> LeaderAsync(params Listener[] listeners) => Eventually.BecomesAsync(
        async () =>
        {
            var roles = await Task.WhenAll(listeners.Select(listener => listener.RoleAsync()));
            return listeners.Zip(roles).Where(pair => pair.Second == "working").Select(pair => pair.First).FirstOrDefault();
        },
        Patience, "another listener works");
}
