using System.Net.Http.Json;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>Batching policies that change under a warm replica.</summary>
public sealed class WarmPolicyTests(PostgresServer postgres) : WarmReplica(postgres)
{
    [Fact]
    public async Task A_capacity_that_another_replica_lowers_holds_from_the_next_unit_on()
    {
        await SetCapacityAsync(Other, WarmOrders + 1);

        await SendAsync(Warm, "late", 3);

        (await HoldersOfAsync("late")).Select(item => item.Number("quantity")).Order().ShouldBe([2, WarmOrders + 1]);
    }

    [Fact]
    public async Task A_capacity_that_another_replica_raises_gives_full_batch_items_room_again()
    {
        await SetCapacityAsync(Warm, WarmOrders);
        await WarmUpAsync();
        await SetCapacityAsync(Other, 100);
        // It reads for this one, and finds no event that it does not know.
        await Warm.Orders.SendOrder(SampleOrders.Of("soup", ("Soup", Station, 1)));

        await SendAsync(Warm, "late", 3);

        (await HoldersOfAsync("late")).ShouldHaveSingleItem().Orders().ShouldContain(("warm-1", 1, 0));
    }

    [Fact]
    public async Task A_capacity_raised_in_the_same_group_as_an_order_gives_full_batch_items_room_again()
    {
        await SetCapacityAsync(Warm, WarmOrders);
        await TogetherAsync(
            () => SendAsync(Warm, "full", 1),
            () => SetCapacityAsync(Warm, 100));
        await WarmUpAsync("Toast");

        await SendAsync(Warm, "late", 3);

        (await HoldersOfAsync("late")).ShouldHaveSingleItem().Orders().ShouldContain(("warm-1", 1, 0));
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
        await using var foreign = await ForeignWriter.LockAsync(Database);
        var first = Warm.Orders.SendOrder(SampleOrders.Of("ahead", ("Soup", "Elsewhere", 1)));
        await UntilSomebodyWaitsForALockAsync();
        Task[] others = [.. works.Select(work => work())];
        await foreign.RollBackAsync();
        await first;
        await Task.WhenAll(others);
    }
}
