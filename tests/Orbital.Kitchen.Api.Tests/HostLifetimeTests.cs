using System.Runtime.CompilerServices;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>A host keeps megabytes; what outlives it keeps them for ever in a process that runs many.</summary>
public sealed class HostLifetimeTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_kitchen_that_has_ended_is_in_memory_no_more()
    {
        var ended = await RunAsync(await postgres.CreateKitchenAsync());

        await Eventually.BecomesTrueAsync(
            () =>
            {
                GC.Collect();
                return !ended.IsAlive;
            },
            TimeSpan.FromSeconds(60));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAsync(string database)
    {
        await using var kitchen = await KitchenReplica.StartAsync(database);
        await kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        (await kitchen.BatchItemsAsync()).ShouldHaveSingleItem();
        return new WeakReference(kitchen.Services);
    }
}
