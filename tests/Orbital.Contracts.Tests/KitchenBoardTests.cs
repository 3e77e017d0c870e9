using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Orbital.Contracts.Kitchen.V1;

namespace Orbital.Contracts.Tests;

/// <summary>Following a board through everything that a connection and a kitchen can do.</summary>
public sealed class KitchenBoardTests
{
    private readonly ScriptedKitchen _kitchen = new();
    private readonly ImpatientTime _time = new();

    [Fact]
    public async Task Events_change_the_board_that_was_read()
    {
        _kitchen.Show(7, Item("a", 1), Item("b", 1)).Send(
            end: null,
            Heartbeat(7), Changed(8, Item("a", 2)), Changed(9, Item("c", 3)), Changed(10, Item("b", 1, BatchItemStatus.Completed)));

        var boards = await TakeAsync(4);

        boards.Select(Text).ShouldBe(["7: a1 b1", "8: a2 b1", "9: a2 b1 c3", "10: a2 c3"]);
        _kitchen.Calls.ShouldBe(["read", "after 7"]);
    }

    [Fact]
    public async Task An_order_stays_until_it_is_handed_off_or_cancelled()
    {
        _kitchen.Show(0).Send(
            end: null,
            Changed(1, Order("a", OrderStatus.Received)),
            Changed(2, Order("b", OrderStatus.Received)),
            Changed(3, Order("a", OrderStatus.Ready)),
            Changed(4, Order("a", OrderStatus.HandedOff)),
            Changed(5, Order("b", OrderStatus.Cancelled)));

        var boards = await TakeAsync(6);

        boards.Select(board => string.Join(' ', board.Orders.Values.OrderBy(order => order.OrderId).Select(order => $"{order.OrderId} {order.Status}")))
            .ShouldBe(["", "a Received", "a Received b Received", "a Ready b Received", "b Received", ""]);
    }

    [Fact]
    public async Task A_broken_stream_shows_and_goes_on_where_it_was()
    {
        _kitchen.Show(7).Send(StatusCode.Unavailable, Heartbeat(7), Changed(8, Item("a", 1))).Send(end: null, Heartbeat(8), Changed(9, Item("a", 2)));

        var boards = await TakeAsync(5);

        boards.Select(Text).ShouldBe(["7:", "8: a1", "8: a1 unheard", "8: a1", "9: a2"]);
        _kitchen.Calls.ShouldBe(["read", "after 7", "after 8"]);
        _time.Pauses.ShouldBe([1]);
    }

    [Fact]
    public async Task It_tries_again_after_longer_and_longer_pauses_and_begins_with_short_ones_after_a_message()
    {
        for (var i = 0; i < 6; i++)
            _kitchen.Refuse(StatusCode.Unavailable);
        _kitchen.Show(7).Send(StatusCode.Internal).Send(StatusCode.Unavailable, Heartbeat(7)).Send(end: null, Heartbeat(7));

        var boards = await TakeAsync(5);

        boards.Select(Text).ShouldBe(["7:", "7: unheard", "7:", "7: unheard", "7:"]);
        _time.Pauses.ShouldBe([1, 2, 4, 8, 8, 8, 8, 1]);
    }

    [Theory]
    [MemberData(nameof(Breaks), DisableDiscoveryEnumeration = true)]
    public async Task A_reset_or_a_gap_makes_it_read_again(SubscribeResponse message)
    {
        _kitchen.Show(7).Send(end: null, Heartbeat(7), message).Show(20, Item("a", 5)).Send(end: null, Heartbeat(20), Changed(21, Item("a", 6)));

        var boards = await TakeAsync(4);

        boards.Select(Text).ShouldBe(["7:", "7: unheard", "20: a5", "21: a6"]);
        _kitchen.Calls.ShouldBe(["read", "after 7", "read", "after 20"]);
    }

    public static TheoryData<SubscribeResponse> Breaks =>
    [
        new SubscribeResponse { Position = 15, IsReset = true },
        new SubscribeResponse { Position = 7, IsReset = true },
        Changed(9, Item("a", 1)),
        Changed(7, Item("a", 1)),
        Heartbeat(9),
    ];

    [Fact]
    public async Task Numbers_that_belong_to_other_stations_are_no_gap()
    {
        _kitchen.Show(7)
            .Send(StatusCode.Unavailable, Heartbeat(7), Changed(9, Item("a", 1)), new SubscribeResponse { Position = 15 })
            .Send(end: null, Heartbeat(15));

        var boards = await TakeAsync(4, "Grill");

        boards.Select(Text).ShouldBe(["7:", "9: a1", "15: a1 unheard", "15: a1"]);
        _kitchen.Calls.ShouldBe(["read", "after 7", "after 15"]);
    }

    [Fact]
    public async Task The_history_of_the_position_goes_with_it_until_the_kitchen_names_another()
    {
        _kitchen.ShowOf("first", 7)
            .Send(StatusCode.Unavailable, Heartbeat(7) with { History = "first" }, Changed(8, Item("a", 1)))
            .Send(StatusCode.Unavailable, Heartbeat(8) with { History = "first" }, Heartbeat(8) with { History = "second" }, Changed(9, Item("a", 2)))
            .Send(end: null, new SubscribeResponse { Position = 4, IsReset = true, History = "third" })
            .ShowOf("third", 4);

        var boards = await TakeAsync(7);

        _kitchen.Calls.ShouldBe(["read", "after 7 of first", "after 8 of first", "after 9 of second", "read"]);
        boards.Select(board => board.History).ShouldBe(["first", "first", "first", "first", "second", "second", "third"]);
    }

    [Fact]
    public async Task A_stream_without_heartbeats_is_dead()
    {
        var time = new FakeTimeProvider();
        _kitchen.Show(7).Send(end: null, Heartbeat(7));
        await using var boards = KitchenBoard.FollowAsync(_kitchen, time: time).GetAsyncEnumerator();
        await boards.MoveNextAsync();

        var next = boards.MoveNextAsync().AsTask();
        await _kitchen.IsSilent;
        time.Advance(TimeSpan.FromSeconds(34));
        _kitchen.Subscriber.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        (await next).ShouldBeTrue();
        boards.Current.IsLive.ShouldBeFalse();
    }

    [Fact]
    public async Task A_board_that_never_arrives_is_asked_for_again()
    {
        var time = new FakeTimeProvider();
        await using var boards = KitchenBoard.FollowAsync(_kitchen, time: time).GetAsyncEnumerator();

        var first = boards.MoveNextAsync().AsTask();
        await _kitchen.IsSilent;
        _kitchen.Show(3);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!first.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(36));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }

        Text(boards.Current).ShouldBe("3:");
        _kitchen.Calls.ShouldBe(["read", "read"]);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Unimplemented)]
    public async Task What_trying_again_cannot_mend_is_thrown(StatusCode status)
    {
        _kitchen.Refuse(status);

        (await Should.ThrowAsync<RpcException>(() => TakeAsync(1))).StatusCode.ShouldBe(status);
        _time.Pauses.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_ends_it_while_it_waits()
    {
        using var enough = new CancellationTokenSource();
        _kitchen.Show(7).Send(end: null, Heartbeat(7));
        await using var boards = KitchenBoard.FollowAsync(_kitchen, time: _time).GetAsyncEnumerator(enough.Token);
        await boards.MoveNextAsync();

        var next = boards.MoveNextAsync().AsTask();
        await _kitchen.IsSilent;
        await enough.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next);
        _kitchen.Calls.Count.ShouldBe(2);
    }

    private async Task<List<KitchenBoard>> TakeAsync(int count, string station = "")
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        List<KitchenBoard> boards = [];
        await foreach (var board in KitchenBoard.FollowAsync(_kitchen, station, _time, deadline.Token))
        {
            boards.Add(board);
            if (boards.Count == count)
                break;
        }

        return boards;
    }

    private static string Text(KitchenBoard board) =>
        $"{board.Sequence}:{string.Concat(board.BatchItems.Values.OrderBy(item => item.Id).Select(item => $" {item.Id}{item.Quantity}"))}"
        + (board.IsLive ? "" : " unheard");

    private static SubscribeResponse Heartbeat(long position) => new() { Position = position, Heartbeat = new Heartbeat() };

    private static SubscribeResponse Changed(long sequence, BatchItem item) =>
        new() { Position = sequence, Event = new KitchenEvent { Sequence = sequence, BatchItem = item } };

    private static SubscribeResponse Changed(long sequence, Order order) =>
        new() { Position = sequence, Event = new KitchenEvent { Sequence = sequence, Order = order } };

    private static BatchItem Item(string id, int quantity, BatchItemStatus status = BatchItemStatus.Pending) =>
        new() { Id = id, Quantity = quantity, Status = status };

    private static Order Order(string id, OrderStatus status) => new() { OrderId = id, Status = status };
}
