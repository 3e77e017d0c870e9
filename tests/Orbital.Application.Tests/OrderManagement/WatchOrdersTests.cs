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
    public async Task The_first_start_begins_where_the_setting_says(FirstStart setting)
    {
        await using var listener = new ListenerFixture(options => options.StartFrom = setting);
        listener.Start();
        await listener.UntilAsync(() => !listener.Feed.Opened.IsEmpty, "the feed is opened");

        FeedStart expected = setting == FirstStart.Now ? new FeedStart.Now() : new FeedStart.Beginning();
        listener.Feed.Opened.First().Start.ShouldBe(expected);
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
    public async Task The_feed_is_retried_after_exactly_1_2_4_8_16_32_60_60_60_60_seconds()
    {
        await using var listener = new ListenerFixture(WithoutOtherTimers);
        listener.Feed.FailsToOpen = new FeedUnavailableException("away");
        listener.Start();
        for (var failure = 1; failure <= 10; failure++)
        {
            await Eventually.TrueAsync(() => listener.View.Feed.BackOff?.Failures == failure, $"failure {failure}");
            var wait = listener.View.Feed.BackOff!;
            wait.RetryAt.ShouldBe(listener.Time.GetUtcNow() + wait.Delay);
            listener.Time.Advance(wait.Delay - TimeSpan.FromTicks(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            listener.Feed.Opened.Count.ShouldBe(failure, "the attempt came too early");
            listener.Time.Advance(TimeSpan.FromTicks(1));
            await Eventually.TrueAsync(() => listener.Feed.Opened.Count == failure + 1, $"attempt {failure + 1}");
        }

        var attempts = listener.Feed.Opened.Select(opened => opened.At).ToList();
        attempts.Zip(attempts.Skip(1), (one, next) => (next - one).TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    }

    [Fact]
    public async Task The_end_of_a_lease_during_an_outage_does_not_disturb_the_schedule()
    {
        await using var listener = new ListenerFixture();
        listener.Feed.BringsQuiet("quiet");
        listener.Start();
        await listener.UntilAsync(() => listener.State.Checkpoint is not null, "it works");

        var away = new FeedUnavailableException("away");
        (listener.Feed.FailsToOpen, listener.State.AcquiringFails, listener.State.RenewalFails) = (away, away, away);
        listener.Feed.Fails(away);
        await listener.UntilAsync(() => listener.View.Feed.BackOff?.Failures == 6, "the sixth failure");

        listener.State.Term.ShouldBe(1);
        var attempts = listener.Feed.Opened.Select(opened => opened.At).Concat(listener.State.AskedForLease).Order().TakeLast(5).ToList();
        attempts.Zip(attempts.Skip(1), (one, next) => Math.Round((next - one).TotalSeconds)).ShouldBe([2, 4, 8, 16]);
    }

    [Fact]
    public async Task A_processed_order_resets_the_back_off_and_a_mere_answer_does_not()
    {
        await using var listener = new ListenerFixture(WithoutOtherTimers);
        listener.Start();
        foreach (var expected in new[] { 1, 2, 4 })
        {
            listener.Feed.BringsQuiet("quiet");
            listener.Feed.Fails(new FeedUnavailableException("away"));
            await Eventually.TrueAsync(() => listener.View.Feed.BackOff?.Delay.TotalSeconds == expected, $"a wait of {expected} s");
            listener.Time.Advance(TimeSpan.FromSeconds(expected));
        }

        listener.Feed.Brings(Changes.Valid("a"));
        await Eventually.TrueAsync(() => listener.View.Feed.Delivered == 1, "the order is delivered");
        listener.View.Feed.BackOff.ShouldBeNull();

        listener.Feed.Fails(new FeedUnavailableException("away"));
        await Eventually.TrueAsync(() => listener.View.Feed.BackOff is not null, "the next wait");
        listener.View.Feed.BackOff!.Delay.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_reopened_feed_goes_on_behind_what_was_read_not_behind_what_is_finished()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"), Changes.Valid("b"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 2, "both orders are sent");

        listener.Feed.Fails(new FeedUnavailableException("away"));
        await listener.UntilAsync(() => listener.Feed.Opened.Count == 2, "the feed is opened again");

        listener.Feed.Opened.Last().Start.ShouldBe(new FeedStart.After(new FeedPosition("position of b")));
    }

    [Fact]
    public async Task Lost_history_leads_to_a_scan_whose_end_alone_is_saved()
    {
        await using var listener = new ListenerFixture();
        listener.State.Checkpoint = new FeedPosition("too old");
        listener.Feed.FailsToOpen = new FeedHistoryLostException("286");
        listener.Start();
        await listener.UntilAsync(() => !listener.Feed.Opened.IsEmpty, "the feed is opened");
        listener.Feed.FailsToOpen = null;
        listener.Kitchen.Holds = true;
        listener.Feed.BringsScanned(Changes.Valid("a"), Changes.Valid("b"));
        listener.Feed.BringsQuiet("live");
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 2, "both orders are sent");
        listener.Feed.Opened.Last().Start.ShouldBe(new FeedStart.Beginning());

        listener.Kitchen.Answer("b");
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "b is delivered");
        await listener.PassAsync(TimeSpan.FromSeconds(2));
        listener.State.Saves.ShouldBeEmpty();

        listener.Kitchen.Answer("a");
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "live", "the live position is saved");
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
    public async Task A_stopping_listener_finishes_what_is_in_flight_saves_it_and_gives_the_lease_back()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 1, "the order is sent");

        var stopped = listener.StopAsync();
        listener.Kitchen.Answer("a");
        await stopped;

        listener.State.Checkpoint!.Token.ShouldBe("position of a");
        listener.State.Released.ShouldBe(1);
        listener.View.Feed.Role.ShouldBe(FeedRole.Stopped);
    }

    [Fact]
    public async Task A_stopping_listener_gives_up_a_send_that_does_not_end_and_leaves_the_checkpoint_before_it()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"), Changes.Valid("b"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 2, "the orders are sent");
        listener.Kitchen.Answer("a");
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "a is delivered");

        await listener.StopAsync();

        listener.State.Checkpoint!.Token.ShouldBe("position of a");
    }

    [Fact]
    public async Task A_listener_stands_by_while_another_works_and_then_takes_over()
    {
        await using var listener = new ListenerFixture();
        listener.State.Taken = true;
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Standby, "it stands by");
        listener.Feed.Opened.ShouldBeEmpty();

        listener.State.Taken = false;
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Working, "it works");
    }

    [Fact]
    public async Task A_listener_that_lost_its_lease_stops_sending_and_stands_by()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 1, "the order is sent");

        listener.State.Taken = true;
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Standby, "it stands by");

        listener.View.Feed.InFlight.ShouldBe(0);
        listener.State.Saves.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_failed_renewal_ends_nothing_but_the_end_of_the_lease_does()
    {
        await using var listener = new ListenerFixture();
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Working, "it works");

        listener.State.RenewalFails = new FeedUnavailableException("away");
        var failing = listener.Time.GetUtcNow();
        await listener.UntilAsync(() => listener.State.Term == 2, "it has asked for a new lease");

        (listener.Time.GetUtcNow() - failing).ShouldBeInRange(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_checkpoint_of_a_later_term_ends_the_term()
    {
        await using var listener = new ListenerFixture();
        listener.State.SaveFails = new LeaseLostException("later term");
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.State.Term == 2, "it has asked for a new lease");
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
    public async Task An_error_in_this_program_ends_the_listener_with_it()
    {
        await using var listener = new ListenerFixture();
        listener.Feed.FailsToOpen = new InvalidOperationException("a bug");
        listener.Start();
        await listener.UntilAsync(() => listener.Running.IsCompleted, "the listener has ended");

        (await Should.ThrowAsync<InvalidOperationException>(listener.Running)).Message.ShouldBe("a bug");
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
        await Eventually.TrueAsync(() => !listener.View.Kitchen.Open, "orders are held back");
        listener.Kitchen.Holds = false;

        await listener.UntilAsync(() => listener.View.Feed.Delivered == 3, "all are delivered");

        listener.View.Kitchen.Open.ShouldBeTrue();
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "position of c", "the position is saved");
    }

    /// <summary>Leaves only the back-off to move by the clock.</summary>
    private static void WithoutOtherTimers(WatchOrdersOptions options)
    {
        options.LeaseDuration = TimeSpan.FromDays(90);
        options.CheckpointInterval = TimeSpan.FromDays(30);
    }
}
