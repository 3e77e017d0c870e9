using System.Text.Json;
using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Database;

/// <summary>Event numbers belong to a history: whoever has followed one that the database has left is told so, at whatever replica.</summary>
public sealed class EventHistoryTests(PostgresServer shared)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_failover_with_loss_nobody_shows_lost_events_however_far_another_replica_has_written_since()
    {
        await using var primary = await PostgresServer.StartOwnAsync();
        var database = await primary.CreateDatabaseAsync(Ct);
        await using var early = TcpProxy.To(primary.Port);
        await using var late = TcpProxy.To(primary.Port);
        await using var writing = await KitchenReplica.StartAsync(database.Through(early));
        await using var reading = await KitchenReplica.StartAsync(database.Through(late));
        await SendAllAsync(writing, "kept", 20);
        await using var standby = await primary.StartStandbyAsync();
        await standby.UntilCaughtUpWithAsync(primary);
        await standby.StopAsync();
        await using var sse = await EventReader.OpenAsync(reading.Http, "/api/v1/events?after=0");
        await using var grpc = new EventSubscriber(EventsOf(reading), after: 0);
        await using var boards = KitchenBoard.FollowAsync(EventsOf(reading), cancellationToken: Ct).GetAsyncEnumerator(Ct);
        var history = await HistoryAsync(reading);
        await SendAllAsync(writing, "lost", 30);
        (await sse.TakeAsync(100))[^1].Id.ShouldBe(100);
        (await grpc.TakeAsync(100))[^1].Sequence.ShouldBe(100);

        // The second replica finds the new server only when the first one has written past what both had handed out.
        late.GoAway();
        early.GoAway();
        await primary.KillAsync();
        await standby.StartAsync();
        await standby.PromoteAsync();
        early.Redirect(standby.Port);
        early.ComeBack();
        await writing.UntilTakenAsync("first");
        await SendAllAsync(writing, "new", 50);
        late.Redirect(standby.Port);
        late.ComeBack();

        var reset = await sse.NextAsync();
        reset!.Event.ShouldBe("reset");
        (await grpc.NextAsync()).IsReset.ShouldBeTrue();
        await UntilShowsAsync(boards, reading, orders: 71);
        var now = await HistoryAsync(reading);
        now.ShouldNotBe(history);
        (await HistoryAsync(writing)).ShouldBe(now);
        reset.Data.GetProperty("history").GetString().ShouldBe(now);
        foreach (var kitchen in new[] { writing, reading })
        {
            // What both histories have goes on; what only the old one had does not.
            (await FirstAfterAsync(kitchen, $"/api/v1/events?after=40&history={history}")).ShouldBe(("order.received", 41));
            (await FirstAfterAsync(kitchen, $"/api/v1/events?after=41&history={history}")).Event.ShouldBe("reset");
            (await FirstAfterAsync(kitchen, $"/api/v1/events?after=100&history={history}")).Event.ShouldBe("reset");
            (await FirstAfterAsync(kitchen, "/api/v1/events", $"{history}:100")).Event.ShouldBe("reset");
            (await FirstAfterAsync(kitchen, $"/api/v1/events?after=100&history={now}")).ShouldBe(("order.received", 101));
            (await FirstAfterAsync(kitchen, "/api/v1/events", $"{now}:100")).ShouldBe(("order.received", 101));
            (await FirstAfterAsync(kitchen, "/api/v1/events?after=100")).ShouldBe(("order.received", 101));
            (await FirstAfterAsync(kitchen, "/api/v1/events?after=10&history=unheard-of")).Event.ShouldBe("reset");
            await using var subscriber = new EventSubscriber(EventsOf(kitchen), after: 100, history: history);
            (await subscriber.NextAsync()).IsReset.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_that_was_put_back_without_a_trace_is_noticed_by_who_has_seen_more(bool isWrittenPast)
    {
        var database = await shared.CreateKitchenAsync();
        await using var kitchen = await KitchenReplica.StartAsync(database);
        await SendAllAsync(kitchen, "o", 10);
        await using var events = await EventReader.OpenAsync(kitchen.Http, "/api/v1/events?after=20");
        var history = await HistoryAsync(kitchen);

        // Ten events are gone, and then others may stand in their place.
        await StoredKitchen.ExecuteAsync(
            database,
            $"""
             BEGIN;
             DELETE FROM events WHERE sequence > 10;
             DELETE FROM orders WHERE received_sequence > 10;
             DELETE FROM batch_items WHERE created_sequence > 10;
             UPDATE event_counter SET last_sequence = 10;
             {(isWrittenPast ? Others : "")}
             COMMIT
             """);

        (await events.NextAsync())!.Event.ShouldBe("reset");
        (await HistoryAsync(kitchen)).ShouldNotBe(history);
        (await FirstAfterAsync(kitchen, $"/api/v1/events?after=20&history={history}")).Event.ShouldBe("reset");
        (await kitchen.SendAsync("after")).ShouldBe(StatusCode.OK);
        (await events.NextAsync())!.Id.ShouldBe(isWrittenPast ? 31 : 11);
    }

    [Fact]
    public async Task A_look_at_another_server_alone_takes_nobody_back()
    {
        var database = await shared.CreateKitchenAsync();
        await using var kitchen = await KitchenReplica.StartAsync(database);
        await SendAllAsync(kitchen, "o", 10);
        await using var events = await EventReader.OpenAsync(kitchen.Http, "/api/v1/events?after=20");
        var history = await HistoryAsync(kitchen);

        // For less than a second the counter is behind, as a standby's is.
        await StoredKitchen.ExecuteAsync(database, "UPDATE event_counter SET last_sequence = 10");
        await StoredKitchen.ExecuteAsync(database, "SELECT pg_sleep(0.4)");
        await StoredKitchen.ExecuteAsync(database, "UPDATE event_counter SET last_sequence = 20");

        (await kitchen.SendAsync("after")).ShouldBe(StatusCode.OK);
        (await events.NextAsync())!.Id.ShouldBe(21);
        (await HistoryAsync(kitchen)).ShouldBe(history);
    }

    private const string Others =
        """
        INSERT INTO events (sequence, type, occurred_at, stations, data)
        SELECT n, 'batch-item.updated', now(), 'Elsewhere', format('{"sequence":%s,"type":"batch-item.updated"}', n) FROM generate_series(11, 30) AS n;
        UPDATE event_counter SET last_sequence = 30;
        """;

    private static IEventService EventsOf(KitchenReplica kitchen) => kitchen.Channel.CreateGrpcService<IEventService>();

    // Each of an item of its own, so that it makes two events.
    private static async Task SendAllAsync(KitchenReplica kitchen, string name, int count)
    {
        for (var i = 0; i < count; i++)
            await kitchen.Orders.SendOrder(SampleOrders.Of($"{name}-{i}", ($"{name} {i}", "Grill", 1)));
    }

    private static async Task<string> HistoryAsync(KitchenReplica kitchen) => (await kitchen.GetAsync("/api/v1/board")).GetProperty("history").GetString()!;

    private static async Task<(string Event, long? Id)> FirstAfterAsync(KitchenReplica kitchen, string path, string? lastEventId = null)
    {
        await using var events = await EventReader.OpenAsync(kitchen.Http, path, lastEventId);
        var first = await events.NextAsync();
        return (first!.Event, first.Id);
    }

    private static async Task UntilShowsAsync(IAsyncEnumerator<KitchenBoard> boards, KitchenReplica kitchen, int orders)
    {
        do
            (await boards.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct)).ShouldBeTrue();
        while (!boards.Current.IsLive || boards.Current.Orders.Count != orders || boards.Current.Orders.Keys.Any(id => id.StartsWith("lost", StringComparison.Ordinal)));
        var board = await kitchen.GetAsync("/api/v1/board");
        boards.Current.Orders.Keys.Order().ShouldBe(board.GetProperty("orders").EnumerateArray().Select(order => order.Text("orderId")).Order());
        boards.Current.History.ShouldBe(board.Text("history"));
    }
}
