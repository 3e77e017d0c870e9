using System.Text.Json;
using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>The event stream by gRPC: what SSE tells, to the number.</summary>
public sealed class GrpcEventsTests(PostgresServer postgres) : IAsyncLifetime
{
    private KitchenReplica _kitchen = null!;
    private IEventService _events = null!;

    public async ValueTask InitializeAsync()
    {
        _kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
        _events = _kitchen.Channel.CreateGrpcService<IEventService>();
    }

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("Grill")]
    public async Task Events_are_those_of_SSE_in_the_same_order(string station)
    {
        await using var sse = await EventReader.OpenAsync(_kitchen.Http, $"/api/v1/events?after=0{(station.Length > 0 ? $"&station={station}" : "")}");
        await using var grpc = new EventSubscriber(_events, after: 0, station);

        var kitchen = new BusyCooks([_kitchen]);
        await Task.WhenAll(kitchen.SendOrdersAsync(1, 30), kitchen.CookAsync(1, 60), kitchen.CookAsync(2, 60));
        await _kitchen.Orders.SendOrder(SampleOrders.Of("last", ("Burger", "Grill", 1)));

        kitchen.Unexpected.ShouldBeEmpty();
        List<string> bySse = [], byGrpc = [];
        for (var isLast = false; !isLast;)
        {
            var (message, received) = ((await sse.NextAsync())!, (await grpc.TakeAsync(1))[0]);
            bySse.Add(Text(message.Data));
            byGrpc.Add(Text(received));
            isLast = received.Order?.OrderId == "last";
        }

        byGrpc.ShouldBe(bySse);
        byGrpc.Count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task The_first_message_tells_the_position_at_once_and_the_live_tail_follows()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        await using var subscriber = new EventSubscriber(_events);

        var first = await subscriber.NextAsync(heartbeats: true);
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b"));

        (first.Position, first.Heartbeat!.NewestSequence).ShouldBe((2, 2));
        (first.Heartbeat.At - TimeProvider.System.GetUtcNow().UtcDateTime).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        (await subscriber.TakeAsync(2)).Select(taken => (taken.Sequence, taken.Type, taken.OrderId))
            .ShouldBe([(3, EventType.OrderReceived, "b"), (4, EventType.BatchItemUpdated, "b")]);
    }

    [Fact]
    public async Task A_position_replays_what_came_after_it()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b"));

        await using var subscriber = new EventSubscriber(_events, after: 1);

        (await subscriber.TakeAsync(3)).Select(taken => taken.Sequence).ShouldBe([2, 3, 4]);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_position_that_cannot_be_had_is_a_reset_and_the_live_tail(long after)
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        await using var subscriber = new EventSubscriber(_events, after);

        var reset = await subscriber.NextAsync();
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("b"));

        reset.ShouldBe(new SubscribeResponse { Position = 2, IsReset = true });
        (await subscriber.TakeAsync(2)).Select(taken => taken.Sequence).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task A_station_sees_only_its_own_events_and_the_position_of_all()
    {
        await using var subscriber = new EventSubscriber(_events, after: 0, "Fryer");
        await _kitchen.Orders.SendOrder(SampleOrders.Of("a", ("Burger", "Grill", 1)));
        await _kitchen.Orders.SendOrder(SampleOrders.Of("b", ("Fries", "Fryer", 1), ("Burger", "Grill", 1)));

        List<SubscribeResponse> messages = [];
        while (messages.LastOrDefault()?.Position != 5)
            messages.Add(await subscriber.NextAsync());

        messages.Where(message => message.Event is not null).Select(message => (message.Position, message.Event!.Type))
            .ShouldBe([(3, EventType.OrderReceived), (FryerItem(messages), EventType.BatchItemCreated)]);
    }

    [Fact]
    public async Task A_station_name_over_its_limit_is_named()
    {
        await using var subscriber = new EventSubscriber(_events, station: new string('x', 201));

        var refusal = await Should.ThrowAsync<RpcException>(() => subscriber.NextAsync());

        (refusal.StatusCode, refusal.Status.Detail.StartsWith("station ", StringComparison.Ordinal)).ShouldBe((StatusCode.InvalidArgument, true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Grill")]
    public async Task The_board_is_that_of_REST(string station)
    {
        var kitchen = new BusyCooks([_kitchen]);
        await Task.WhenAll(kitchen.SendOrdersAsync(3, 20), kitchen.CookAsync(3, 40));

        var board = await _events.GetBoard(new GetBoardRequest { Station = station });
        var rest = await _kitchen.GetAsync(station.Length == 0 ? "/api/v1/board" : $"/api/v1/board?station={station}");

        board.Sequence.ShouldBe(rest.GetProperty("sequence").GetInt64());
        board.BatchItems.Select(BoardText.Of).ShouldBe(rest.GetProperty("batchItems").EnumerateArray().Select(BoardText.OfBatchItem));
        board.Orders.Select(BoardText.Of).ShouldBe(rest.GetProperty("orders").EnumerateArray().Select(BoardText.OfOrder));
        (board.BatchItems.Count * board.Orders.Count).ShouldBeGreaterThan(0);
    }

    private static long FryerItem(List<SubscribeResponse> messages) =>
        messages.Single(message => message.Event?.BatchItem is { StationName: "Fryer" }).Position;

    private static string Text(KitchenEvent taken) =>
        $"{taken.Sequence} {taken.Type} {taken.OrderId} {taken.OccurredAt:O} "
        + (taken.Order is { } order ? BoardText.Of(order) : BoardText.Of(taken.BatchItem!));

    private static string Text(JsonElement data)
    {
        var type = string.Concat(data.Text("type").Split('.', '-', '_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var cause = data.TryGetProperty("orderId", out var orderId) ? orderId.GetString() : "";
        return $"{data.GetProperty("sequence")} {type} {cause} {data.GetProperty("occurredAt").GetDateTimeOffset().UtcDateTime:O} "
            + (data.TryGetProperty("order", out var order) ? BoardText.OfOrder(order) : BoardText.OfBatchItem(data.GetProperty("batchItem")));
    }
}
