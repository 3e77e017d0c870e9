using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class WatchOrdersTests
{
    [Fact]
    public async Task Orders_are_delivered_and_the_position_is_saved_after_their_effect()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"), Changes.Valid("b"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 2, "both orders are sent");

        listener.Kitchen.Answer("b");
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "b is delivered");
        await listener.PassAsync(TimeSpan.FromSeconds(2));
        listener.State.Saves.ShouldBeEmpty();

        listener.Kitchen.Answer("a");
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "position of b", "the position is saved");
    }

    [Theory]
    [InlineData(FirstStart.Beginning)]
    [InlineData(FirstStart.Now)]
    [InlineData(FirstStart.Time)]
    public async Task The_first_start_begins_where_the_setting_says(FirstStart setting)
    {
        await using var listener = new ListenerFixture(options => (options.StartFrom, options.StartTime) = (setting, DateTimeOffset.UnixEpoch));
        listener.State.Checkpoint = null;
        listener.Start();
        await listener.UntilAsync(() => !listener.Feed.Opened.IsEmpty, "the feed is opened");

        var opened = listener.Feed.Opened.First().Start;
        FeedStart expected = setting switch
        {
            FirstStart.Now => new FeedStart.After(new FeedPosition("present 1")),
            FirstStart.Time => new FeedStart.At(DateTimeOffset.UnixEpoch),
            _ => new FeedStart.After(new FeedPosition("present 1"), new CollectionReading { Reason = "first start", Since = ((FeedStart.After)opened).Reading!.Since }),
        };
        opened.ShouldBe(expected);
        listener.Feed.Kept.ShouldBe([setting]);
    }

    [Fact]
    public async Task A_first_start_from_now_keeps_its_moment_when_the_feed_fails_before_it_brought_anything()
    {
        await using var listener = new ListenerFixture(options => options.StartFrom = FirstStart.Now);
        listener.State.Checkpoint = null;
        listener.State.SaveFails = new FeedUnavailableException("away");
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.BackOff is not null, "the moment could not be saved");
        listener.Feed.Opened.ShouldBeEmpty();

        listener.State.SaveFails = null;
        listener.Feed.Fails(new FeedUnavailableException("away"));
        await listener.UntilAsync(() => listener.Feed.Opened.Count == 2, "the feed is opened again");

        listener.State.Saves.ShouldBe(["present 1"]);
        listener.Feed.Opened.ShouldAllBe(opened => opened.Start == new FeedStart.After(new FeedPosition("present 1")));
    }

    [Fact]
    public async Task A_later_start_goes_on_after_the_checkpoint()
    {
        await using var listener = new ListenerFixture();
        listener.State.Checkpoint = new FeedPosition("saved");
        listener.Start();
        await listener.UntilAsync(() => !listener.Feed.Opened.IsEmpty, "the feed is opened");

        listener.Feed.Opened.First().Start.ShouldBe(new FeedStart.After(new FeedPosition("saved")));
    }

    [Fact]
    public async Task Reading_stops_while_the_window_is_full()
    {
        await using var listener = new ListenerFixture(options => options.MaxInFlight = 4);
        listener.Kitchen.Holds = true;
        listener.Start();
        for (var n = 0; n < 20; n++)
            listener.Feed.Brings(Changes.Valid($"{n}"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 4, "the window is full");
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);

        listener.Kitchen.Sent.Count.ShouldBe(4);
        listener.Feed.Read.ShouldBe(5, "one change waits for room, and no other is read");

        listener.Kitchen.Answer("2");
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 5, "the next order is sent");
    }

    [Fact]
    public async Task Two_changes_of_one_order_never_overtake_each_other()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a", "1"), Changes.Valid("a", "2"), Changes.Valid("b", "3"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 2, "a and b are sent");
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        listener.Kitchen.Sent.Order().ShouldBe(["a", "b"]);

        listener.Kitchen.Answer("a");
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 3, "a is sent again");
        listener.Kitchen.Answer("a");
        listener.Kitchen.Answer("b");
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 3, "all are delivered");
    }

    [Fact]
    public async Task A_bad_document_is_set_aside_and_the_next_order_flows()
    {
        await using var listener = new ListenerFixture();
        listener.Start();
        listener.Feed.Brings(
            Changes.Valid("bad") with { Document = new SourceDocument { Id = "bad" } },
            Changes.Valid("broken") with { Document = null, Unreadable = new Rejection("document", "must be valid BSON") },
            Changes.Valid("good"));

        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "position of good", "the position is behind all three");

        listener.Kitchen.Sent.ShouldBe(["good"]);
        listener.DeadLetters.Letters.Select(letter => letter.DocumentId).Order().ShouldBe(["bad", "broken"]);
        listener.View.Feed.SetAside.ShouldBe(2);
    }

    [Fact]
    public async Task A_quiet_feed_saves_its_position_at_first_and_then_only_now_and_then()
    {
        await using var listener = new ListenerFixture();
        listener.Start();
        listener.Feed.BringsQuiet("1");
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "1", "the first position is saved");
        var saved = listener.Time.GetUtcNow();

        listener.Feed.BringsQuiet("2");
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "2", "the next position is saved");

        (listener.Time.GetUtcNow() - saved).ShouldBeGreaterThan(TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_saved_is_saved_later()
    {
        await using var listener = new ListenerFixture();
        listener.State.SaveFails = new FeedUnavailableException("away");
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "the order is delivered");
        listener.Time.Advance(TimeSpan.FromSeconds(1));

        listener.State.SaveFails = null;
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "position of a", "the position is saved");
    }

    [Fact]
    public async Task A_kitchen_that_comes_back_gets_every_order_that_waited()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"), Changes.Valid("b"), Changes.Valid("c"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 3, "the orders are sent");
        foreach (var id in new[] { "a", "b", "c" })
            listener.Kitchen.Answer(id, SendOutcomeKind.Unavailable);
        await Eventually.TrueAsync(() => !listener.KitchenView.State.Open, "orders are held back");
        listener.Kitchen.Holds = false;

        await listener.UntilAsync(() => listener.View.Feed.Delivered == 3, "all are delivered");

        listener.KitchenView.State.Open.ShouldBeTrue();
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "position of c", "the position is saved");
    }
}
