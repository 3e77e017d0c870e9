using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>What a listener does with orders that an earlier term parked, and with what it does not remember of them.</summary>
public sealed class ParkedOrdersTakeoverTests
{
    private static readonly RoutingRule ToNorth = new("North") { Brands = ["North"] };

    [Fact]
    public async Task What_an_earlier_term_parked_is_delivered_before_anything_new_about_it()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        await ParkAsync(listener, "North", Changes.Valid("a", brand: "North"));
        listener.North.Holds = true;
        listener.Start();
        await listener.UntilAsync(() => listener.North.Sent.Count == 1, "it is on its way");
        listener.Feed.Brings(Changes.Cancelled("a", "last"));
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "last", "the cancellation is parked");

        listener.North.Holds = false;
        listener.North.Answer("a");
        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "all is delivered");

        listener.North.Taken.ShouldBe(["a", "cancel a"]);
    }

    [Fact]
    public async Task An_order_of_a_kitchen_that_is_no_longer_configured_goes_by_the_rules_of_now()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        await ParkAsync(listener, "closed", Changes.Valid("a", brand: "North"));
        await ParkAsync(listener, "closed", Changes.Valid("b"));
        listener.Start();

        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "all is delivered");

        listener.North.Taken.ShouldBe(["a"]);
        listener.Kitchen.Taken.ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_listener_with_one_kitchen_delivers_what_it_parked_when_it_had_more()
    {
        await using var listener = new ListenerFixture();
        await ParkAsync(listener, "Default", Changes.Valid("a"));
        await ParkAsync(listener, "North", Changes.Valid("b"));
        listener.Start();

        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "all is delivered");

        listener.Kitchen.Taken.Order().ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_makes_the_listener_wait_and_read_nothing()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        listener.Parked.Fails = new FeedUnavailableException("away");
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.BackOff is not null, "it is in back-off");
        listener.Feed.Opened.ShouldBeEmpty();

        listener.Parked.Fails = null;
        await listener.UntilAsync(() => listener.Feed.Opened.Count == 1, "the feed is opened");
    }

    [Fact]
    public async Task A_delivered_order_that_cannot_be_removed_is_not_sent_again_while_it_is_tried()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        await ParkAsync(listener, "North", Changes.Valid("a", brand: "North"));
        listener.North.Holds = true;
        listener.Start();
        await listener.UntilAsync(() => listener.North.Sent.Count == 1, "it is on its way");
        listener.Parked.Fails = new FeedUnavailableException("away");
        listener.North.Answer("a");
        await listener.PassAsync(TimeSpan.FromSeconds(40));

        listener.Parked.Fails = null;
        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "it is removed");
        listener.North.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_listener_that_stops_gives_up_what_waits_for_a_kitchen_and_keeps_it_parked()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        await ParkAsync(listener, "North", Changes.Valid("a", brand: "North"));
        listener.North.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        await listener.UntilAsync(() => !listener.North.Sent.IsEmpty, "it is tried");

        await listener.StopAsync();

        listener.Parked.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_cancellation_goes_to_every_kitchen_when_nobody_remembers_where_the_order_went()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        listener.Start();

        listener.Feed.Brings(Changes.Cancelled("a"));
        await listener.UntilAsync(() => listener.View.Feed.Cancelled == 1, "it is cancelled");

        listener.Kitchen.Taken.ShouldBe(["cancel a"]);
        listener.North.Taken.ShouldBe(["cancel a"]);
    }

    [Fact]
    public async Task A_kitchen_that_only_got_a_parked_order_is_not_all_that_may_know_it()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        await ParkAsync(listener, "North", Changes.Valid("a", brand: "North"));
        listener.Start();
        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "it is delivered");

        // An earlier process may have sent a part of it to the other kitchen.
        listener.Feed.Brings(Changes.Cancelled("a"));
        await listener.UntilAsync(() => listener.View.Feed.Cancelled == 1, "it is cancelled");

        listener.Kitchen.Taken.ShouldBe(["cancel a"]);
        listener.North.Taken.ShouldBe(["a", "cancel a"]);
    }

    [Fact]
    public async Task An_order_that_changes_to_another_kitchen_after_it_was_delivered_is_reported_and_not_cooked_twice()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a", brand: "North"));
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "it is delivered");

        var moved = Changes.Valid("a", "moved") with { IsUpdate = true };
        listener.Feed.Brings(moved, moved);
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "moved", "the change is finished");

        listener.Kitchen.Sent.ShouldBeEmpty();
        listener.DeadLetters.Letters.ShouldHaveSingleItem().Reason.ShouldBe("kitchen North gets the order already, and now it belongs to Default");
    }

    [Fact]
    public async Task What_is_parked_is_counted_now_and_then()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        listener.North.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a", brand: "North"));
        await listener.UntilAsync(() => listener.NorthView.Parked.Count == 1, "it is parked");

        await ParkAsync(listener, "North", Changes.Valid("b", brand: "North"));

        await listener.UntilAsync(() => listener.NorthView.Parked.Count == 2, "both are counted");
    }

    [Fact]
    public async Task Rules_that_changed_meanwhile_leave_what_is_parked_as_it_was()
    {
        // When it was parked, North was to get all of it.
        await using var listener = new ListenerFixture(configure: null, new RoutingRule("North") { Stations = ["Bar"] });
        await ParkAsync(listener, "North", Changes.Valid("a", stations: ["Grill", "Bar"]));
        listener.Start();

        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "it is delivered");

        listener.North.Orders.ShouldHaveSingleItem().Items.Select(item => item.StationName).ShouldBe(["Grill", "Bar"]);
        listener.Kitchen.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parked_cancellation_stays_one_whatever_the_settings_say_now()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        await ParkAsync(listener, "North", Changes.Valid("a", brand: "North"), order => order with { Order = null });
        listener.Start();

        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "it is delivered");

        listener.North.Taken.ShouldBe(["cancel a"]);
    }

    [Fact]
    public async Task What_is_newer_about_an_order_outlives_the_removal_of_its_kitchens_and_the_feed_goes_on()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        // East was removed first, and its message, which is of a later term than the one for West, waits for the default kitchen already.
        await ParkAsync(listener, "Default", Changes.Valid("a", brand: "newer"), order => order with { Term = 1 });
        await ParkAsync(listener, "West", Changes.Valid("a", brand: "older"), order => order with { Number = 99 });
        listener.Start();
        listener.Feed.Brings(Changes.Valid("b", "last"));

        await listener.UntilAsync(() => listener.Parked.All.Count == 0 && listener.State.Checkpoint?.Token == "last", "all is delivered");

        listener.Kitchen.Orders.Where(order => order.Id == "a").ShouldHaveSingleItem().BrandName.ShouldBe("newer");
    }

    [Fact]
    public async Task A_part_of_an_order_whose_kitchen_is_no_longer_configured_is_set_aside()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        await ParkAsync(listener, "closed", Changes.Valid("a", stations: ["Bar"]), order => order with { IsPart = true });
        listener.Start();

        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "it is finished");

        listener.DeadLetters.Letters.ShouldHaveSingleItem().Reason
            .ShouldBe("kitchen closed, which is no longer configured, did not get its part of the order: 1 Burger (Bar)");
        listener.Kitchen.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_parked_leaves_the_letter_of_something_newer_alone()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        await ParkAsync(listener, "North", Changes.Valid("a", brand: "North") with { IsUpdate = true });
        listener.Start();

        await listener.UntilAsync(() => listener.Parked.All.Count == 0, "it is delivered");

        listener.North.Taken.ShouldBe(["a"]);
        listener.DeadLetters.Searches.ShouldBe(0);
    }

    [Fact]
    public async Task A_term_knows_nothing_of_what_an_earlier_one_finished()
    {
        await using var listener = new ListenerFixture(configure: null, ToNorth);
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a", brand: "North"));
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "it is delivered");

        // Another listener works meanwhile, and may have sent a part of the order to the other kitchen.
        listener.State.Taken = true;
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Standby, "the lease is lost");
        listener.State.Taken = false;
        await listener.UntilAsync(() => listener.Feed.Opened.Count == 2, "a new term has begun");
        listener.Feed.Brings(Changes.Cancelled("a"));
        await listener.UntilAsync(() => listener.View.Feed.Cancelled == 1, "it is cancelled");

        listener.Kitchen.Taken.ShouldBe(["cancel a"]);
    }

    private static Task ParkAsync(ListenerFixture listener, string kitchen, OrderChange change, Func<ParkedOrder, ParkedOrder>? with = null)
    {
        Order? part = null;
        if (change.Document is { IsCancelled: false } document)
            OrderExtraction.TryExtract(document, out part, out _).ShouldBeTrue();
        var order = new ParkedOrder
        {
            Kitchen = kitchen,
            OrderId = change.DocumentId!,
            Term = 0,
            Number = listener.Parked.All.Count,
            At = listener.Time.GetUtcNow(),
            Order = part,
            IsPart = false,
            Change = change,
        };
        return listener.Parked.ParkAsync(with?.Invoke(order) ?? order, term: 1, CancellationToken.None);
    }
}
