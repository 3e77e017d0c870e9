using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class SeveralKitchensTests
{
    private static readonly RoutingRule[] Rules =
    [
        new("North") { Brands = ["North"] },
        new("North") { Stations = ["Bar"] },
    ];

    [Fact]
    public async Task A_kitchen_that_is_away_holds_back_neither_the_others_nor_the_checkpoint()
    {
        await using var listener = new ListenerFixture(options => options.MaxInFlight = 4, Rules);
        listener.North.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        for (var n = 0; n < 100; n++)
            listener.Feed.Brings(ForNorth($"n{n}"), Changes.Valid($"d{n}"));

        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "position of d99", "the checkpoint has passed all");

        listener.Kitchen.Taken.Order().ShouldBe(Enumerable.Range(0, 100).Select(n => $"d{n}").Order());
        listener.Parked.All.Select(order => order.OrderId).Order().ShouldBe(Enumerable.Range(0, 100).Select(n => $"n{n}").Order());
        listener.North.Taken.ShouldBeEmpty();
        await listener.UntilAsync(() => listener.NorthView.Parked.Count == 100, "they are counted");
        listener.NorthView.Parked.Since.ShouldNotBeNull();
        listener.KitchenView.Parked.ShouldBe(new ParkedState(0, null));
        listener.View.Feed.InFlight.ShouldBeLessThanOrEqualTo(8);
        listener.Parked.LargestRead.ShouldBe(8, "memory is bounded");
    }

    [Fact]
    public async Task A_kitchen_that_comes_back_gets_what_was_parked_and_then_its_orders_directly()
    {
        await using var listener = new ListenerFixture(options => options.MaxInFlight = 4, Rules);
        listener.North.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        listener.Feed.Brings([.. Enumerable.Range(0, 50).Select(n => ForNorth($"n{n}"))]);
        await listener.UntilAsync(() => listener.Parked.All.Count == 50, "all are parked");

        listener.North.AnswersWith = null;
        await listener.UntilAsync(() => listener.NorthView.Parked.Since is null, "the last parked order has left");
        listener.Parked.ParkingWaitsFor = new TaskCompletionSource().Task;
        listener.Feed.Brings(ForNorth("direct"));
        await listener.UntilAsync(() => listener.North.Taken.Contains("direct"), "it arrives without being parked");

        listener.North.Taken.ShouldBe([.. Enumerable.Range(0, 50).Select(n => $"n{n}"), "direct"], ignoreOrder: true);
        listener.Parked.All.ShouldBeEmpty();
        listener.View.Feed.Delivered.ShouldBe(51);
    }

    [Fact]
    public async Task What_comes_about_a_parked_order_takes_its_place()
    {
        await using var listener = new ListenerFixture(options => options.MaxInFlight = 1, Rules);
        listener.North.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        listener.Feed.Brings(ForNorth("first"));
        await listener.UntilAsync(() => listener.North.Sent.Count > 1, "it is taken out to be tried again");
        listener.Feed.Brings(ForNorth("second"));
        await listener.UntilAsync(() => listener.Parked.All.Count == 2, "the second, which may be read ahead, is parked");
        listener.Feed.Brings(ForNorth("a"), ForNorth("b"), Changes.Cancelled("a", "last"));
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "last", "all is finished");
        listener.Parked.All.Select(order => order.OrderId).ShouldBe(["first", "second", "b", "a"]);

        listener.North.AnswersWith = null;
        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "the kitchen has all");

        listener.North.Taken.ShouldBe(["first", "second", "b", "cancel a"]);
        listener.Kitchen.Sent.ShouldBeEmpty("the other kitchen never heard of a");
    }

    [Fact]
    public async Task A_message_that_is_parked_while_the_one_before_is_on_its_way_follows_it()
    {
        await using var listener = new ListenerFixture(configure: null, Rules);
        listener.North.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        listener.Feed.Brings(ForNorth("a"));
        await listener.UntilAsync(() => listener.Parked.All.Count == 1, "it is parked");
        (listener.North.Holds, listener.North.AnswersWith) = (true, null);
        var before = listener.North.Sent.Count;
        await listener.UntilAsync(() => listener.North.Sent.Count > before, "it is on its way");

        listener.Feed.Brings(Changes.Cancelled("a", "last"));
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "last", "the cancellation is parked");
        listener.North.Taken.ShouldBeEmpty();
        listener.North.Holds = false;
        listener.North.Answer("a");
        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "the kitchen has all");

        listener.North.Taken.ShouldBe(["a", "cancel a"]);
    }

    [Fact]
    public async Task The_checkpoint_never_passes_an_order_that_is_not_stored_yet()
    {
        await using var listener = new ListenerFixture(configure: null, Rules);
        var stored = new TaskCompletionSource();
        listener.Parked.ParkingWaitsFor = stored.Task;
        listener.North.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        listener.Feed.Brings(ForNorth("n"), Changes.Valid("d"));
        await listener.UntilAsync(() => listener.Kitchen.Taken.Count == 1, "d is delivered");
        await listener.PassAsync(TimeSpan.FromSeconds(2));
        listener.State.Saves.ShouldBeEmpty();

        stored.SetResult();
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "position of d", "the position is saved");
    }

    [Fact]
    public async Task A_kitchen_that_hangs_without_a_word_holds_the_others_back_for_no_longer_than_the_patience()
    {
        await using var listener = new ListenerFixture(options => options.MaxInFlight = 4, Rules);
        listener.North.Holds = true;
        listener.Start();
        listener.Feed.Brings([.. Enumerable.Range(0, 20).Select(n => ForNorth($"n{n}")), Changes.Valid("d")]);

        await listener.UntilAsync(() => listener.Kitchen.Taken.Contains("d"), "d is delivered");

        listener.North.Sent.Count.ShouldBe(4);
        await listener.UntilAsync(() => listener.Parked.All.Count == 16, "the others are parked");
    }

    [Fact]
    public async Task A_kitchen_that_fails_every_order_holds_the_checkpoint_back_only_for_five_tries()
    {
        await using var listener = new ListenerFixture(configure: null, Rules);
        listener.North.AnswersWith = SendOutcomeKind.Faulted;
        listener.Start();
        listener.Feed.Brings(ForNorth("n"));

        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "position of n", "the checkpoint has passed it");

        listener.Parked.All.ShouldHaveSingleItem().OrderId.ShouldBe("n");
        listener.DeadLetters.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_kitchen_gets_its_part_of_an_order_and_one_that_is_away_gets_it_later()
    {
        await using var listener = new ListenerFixture(configure: null, Rules);
        listener.North.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a", stations: ["Grill", "Bar"]));
        await listener.UntilAsync(() => listener.Parked.All.Count == 1, "the part for North is parked");
        listener.Kitchen.Orders.ShouldHaveSingleItem().Items.ShouldHaveSingleItem().StationName.ShouldBe("Grill");

        listener.North.AnswersWith = null;
        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "North has its part");

        listener.North.Orders.Last().Items.ShouldHaveSingleItem().StationName.ShouldBe("Bar");
        listener.North.Taken.ShouldBe(["a"]);
        listener.Kitchen.Taken.ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_kitchen_that_a_change_leaves_without_its_part_is_reported_once()
    {
        await using var listener = new ListenerFixture(configure: null, Rules);
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a", stations: ["Grill", "Bar"]));
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "both have their part");

        var without = Changes.Valid("a", "without", stations: ["Grill"]) with { IsUpdate = true };
        listener.Feed.Brings(without, without with { Position = new FeedPosition("again") });
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "again", "both changes are finished");

        listener.DeadLetters.Letters.ShouldHaveSingleItem().Reason.ShouldBe("kitchen North gets the order already, and now it belongs to Default");
        listener.Feed.Brings(Changes.Cancelled("a"));
        await listener.UntilAsync(() => listener.View.Feed.Cancelled == 1, "it is cancelled");
        listener.North.Taken.ShouldBe(["a", "cancel a"]);
    }

    private static OrderChange ForNorth(string id) => Changes.Valid(id, brand: "North");
}
