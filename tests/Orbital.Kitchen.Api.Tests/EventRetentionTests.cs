using Orbital.Kitchen.Api.Tests.Replicas;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Old events are forgotten, and nobody who follows is disturbed.</summary>
public sealed class EventRetentionTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Remaining = "SELECT coalesce(min(sequence) || '-' || max(sequence), '') FROM events";

    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await postgres.CreateKitchenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Old_events_go_but_never_the_newest_and_never_the_young()
    {
        await using var kitchen = await StartAsync(minimumEvents: 10);
        await WriteAsync(3_000);
        await AgeAsync("sequence <= 2500");
        await Eventually.BecomesTrueAsync(async () => await RemainingAsync() == "2501-3000");

        await AgeAsync("true");

        await Eventually.BecomesTrueAsync(async () => await RemainingAsync() == "2991-3000");
    }

    [Fact]
    public async Task An_old_event_behind_a_young_one_stays_because_a_gap_would_be_worse()
    {
        await using var kitchen = await StartAsync(minimumEvents: 0);
        await WriteAsync(100);

        await AgeAsync("sequence <= 40 OR sequence > 50");

        await Eventually.BecomesTrueAsync(async () => await RemainingAsync() == "41-100");
        (await StoredKitchen.ReadAsync<long>(_database, "SELECT count(*) FROM events")).ShouldBe(60);
    }

    [Fact]
    public async Task A_reader_behind_the_forgotten_events_gets_a_reset_and_the_others_go_on()
    {
        await using var kitchen = await StartAsync(minimumEvents: 0);
        await using var atTheHead = await EventReader.OpenAsync(kitchen.Http);
        await WriteAsync(100);
        await atTheHead.TakeAsync(100);
        await AgeAsync("sequence <= 60");
        await Eventually.BecomesTrueAsync(async () => await RemainingAsync() == "61-100");
        await using var fresh = await StartAsync(minimumEvents: 0);

        await ShouldResetAsync(fresh, after: 0);
        await ShouldResetAsync(fresh, after: 59);
        await ShouldGoOnAsync(fresh, after: 60);
        await ShouldGoOnAsync(fresh, after: 99);

        await kitchen.Orders.SendOrder(SampleOrders.Burgers("next"));
        (await atTheHead.TakeAsync(2)).Select(message => message.Id).ShouldBe([101, 102]);
    }

    [Fact]
    public async Task With_all_events_forgotten_the_head_is_a_position_and_all_before_it_are_a_reset()
    {
        await using var kitchen = await StartAsync(minimumEvents: 0);
        await WriteAsync(100);
        await AgeAsync("true");
        await Eventually.BecomesTrueAsync(async () => await RemainingAsync() == "");
        await using var fresh = await StartAsync(minimumEvents: 0);
        await using var atTheHead = await EventReader.OpenAsync(fresh.Http, "/api/v1/events?after=100");
        await using var liveTail = await EventReader.OpenAsync(fresh.Http);

        await ShouldResetAsync(fresh, after: 0);
        await ShouldResetAsync(fresh, after: 99);
        await ShouldResetAsync(fresh, after: 101);

        await fresh.Orders.SendOrder(SampleOrders.Burgers("next"));
        (await atTheHead.TakeAsync(2)).Select(message => message.Id).ShouldBe([101, 102]);
        (await liveTail.TakeAsync(2)).Select(message => message.Id).ShouldBe([101, 102]);
    }

    [Fact]
    public async Task A_replay_that_forgetting_overtakes_goes_on_without_a_gap_or_is_told_to_read_again()
    {
        const int Events = 20_000;
        await using (await StartAsync(minimumEvents: 0))
            await WriteAsync(Events);
        // A replica that starts now has nothing of it in memory: its readers read from the table while two of them make it shrink.
        await using var kitchen = await StartAsync(minimumEvents: 0);
        await using var another = await StartAsync(minimumEvents: 0);
        using var forgotten = new CancellationTokenSource();
        var replays = Enumerable.Range(0, 8).Select(async i =>
        {
            List<string> outcomes = [];
            while (!forgotten.IsCancellationRequested)
                outcomes.Add(await ReplayAsync(kitchen, after: i * 2_000, until: Events));
            return outcomes;
        }).ToArray();

        await AgeAsync("sequence <= 19000");
        await Eventually.BecomesTrueAsync(async () => await RemainingAsync() == "19001-20000");
        await forgotten.CancelAsync();

        var outcomes = (await Task.WhenAll(replays)).SelectMany(outcomes => outcomes).ToList();
        outcomes.ShouldContain("complete");
        outcomes.ShouldContain("reset");
        outcomes.ShouldAllBe(outcome => outcome == "complete" || outcome == "reset");
    }

    private Task<KitchenReplica> StartAsync(int minimumEvents) => KitchenReplica.StartAsync(
        _database, ("Retention:Events", "01:00:00"), ("Retention:MinimumEvents", $"{minimumEvents}"), ("Retention:Interval", "00:00:01"));

    private async Task WriteAsync(int events)
    {
        await using var writer = await ForeignWriter.LockAsync(_database);
        await writer.WriteAsync(events);
        await writer.CommitAsync();
    }

    private Task AgeAsync(string which) =>
        StoredKitchen.ExecuteAsync(_database, $"UPDATE events SET occurred_at = now() - interval '1 day' WHERE {which}");

    private Task<string> RemainingAsync() => StoredKitchen.ReadAsync<string>(_database, Remaining);

    private static async Task ShouldResetAsync(KitchenReplica kitchen, long after)
    {
        await using var events = await EventReader.OpenAsync(kitchen.Http, $"/api/v1/events?after={after}");
        var reset = await events.NextAsync();
        reset!.Event.ShouldBe("reset", $"after {after}");
        reset.Data.GetProperty("sequence").GetInt64().ShouldBe(100);
    }

    private static async Task ShouldGoOnAsync(KitchenReplica kitchen, long after)
    {
        await using var events = await EventReader.OpenAsync(kitchen.Http, lastEventId: $"{after}");
        (await events.NextAsync())!.Id.ShouldBe(after + 1);
    }

    private static async Task<string> ReplayAsync(KitchenReplica kitchen, long after, long until)
    {
        await using var events = await EventReader.OpenAsync(kitchen.Http, lastEventId: $"{after}");
        for (var last = after; last < until; last++)
        {
            var message = await events.NextAsync();
            if (message is { Event: "reset" })
                return "reset";
            if (message?.Id != last + 1)
                return $"{message?.Event} {message?.Id} after {last}";
        }

        return "complete";
    }
}
