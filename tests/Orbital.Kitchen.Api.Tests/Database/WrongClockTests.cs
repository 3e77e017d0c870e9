using Grpc.Core;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Database;

/// <summary>A replica whose clock is wrong writes PostgreSQL's time, and says that its clock is wrong.</summary>
public sealed class WrongClockTests(PostgresServer postgres)
{
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_a_day_off_stands_in_nothing_that_is_written(int days)
    {
        var database = await postgres.CreateKitchenAsync();
        var clock = new ShiftedClock(TimeSpan.FromDays(days));
        await using var wrong = await KitchenReplica.StartAsync(database, clock);
        await ShouldWriteTheRightTimeAsync(wrong, database, "wrong from the start");

        (await Scrape.OfAsync(wrong.HttpPort)).Sum("orbital_clock_skew_seconds")!.Value.ShouldBeInRange((days * 86_400) - 30, (days * 86_400) + 30);
        await using var right = await KitchenReplica.StartAsync(database);
        await ShouldWriteTheRightTimeAsync(right, database, "right beside a wrong one");

        clock.Shift = TimeSpan.Zero;
        await ShouldWriteTheRightTimeAsync(wrong, database, "put right");
        clock.Shift = TimeSpan.FromDays(days);
        await ShouldWriteTheRightTimeAsync(wrong, database, "wrong while it decides from memory");
        // What is not closed yet by the right time still gathers units.
        (await wrong.BatchItemsAsync()).ShouldBe([("Burger Plancha Station", "Burger", 20)]);
        (await StoredKitchen.ViolationsAsync(database)).ShouldBeEmpty();
    }

    // Five orders: the last ones are decided from memory.
    private static async Task ShouldWriteTheRightTimeAsync(KitchenReplica kitchen, string database, string name)
    {
        for (var i = 0; i < 5; i++)
            (await kitchen.SendAsync($"{name} {i}")).ShouldBe(StatusCode.OK);
        (await StoredKitchen.ReadAsync<TimeSpan>(database, "SELECT greatest(max(occurred_at) - now(), now() - max(occurred_at)) FROM events")).ShouldBeLessThan(Near, name);
        (await StoredKitchen.ReadAsync<TimeSpan>(database, "SELECT greatest(last_at - now(), now() - last_at) FROM event_counter")).ShouldBeLessThan(Near, name);
        (await StoredKitchen.ReadAsync<TimeSpan>(database, "SELECT max(accepts_until) - now() FROM batch_items")).ShouldBeLessThan(TimeSpan.FromMinutes(3) + Near, name);
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public TimeSpan Shift { get; set; } = shift;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
