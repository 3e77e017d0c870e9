using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class FeedOutageTests
{
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
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token == "quiet", "it works");

        var away = new FeedUnavailableException("away");
        (listener.Feed.FailsToOpen, listener.State.AcquiringFails, listener.State.RenewalFails) = (away, away, away);
        listener.Feed.Fails(away);
        await listener.UntilAsync(() => listener.View.Feed.BackOff?.Failures == 6, "the sixth failure");

        listener.State.Term.ShouldBe(1);
        var attempts = listener.Feed.Opened.Select(opened => opened.At).Concat(listener.State.AskedForLease).Order().TakeLast(5).ToList();
        attempts.Zip(attempts.Skip(1), (one, next) => Math.Round((next - one).TotalSeconds)).ShouldBe([2, 4, 8, 16]);
    }

    [Fact]
    public async Task A_listener_that_stands_by_counts_the_failures_of_each_outage_from_one()
    {
        await using var listener = new ListenerFixture();
        listener.State.Taken = true;
        foreach (var outage in new[] { "first", "second" })
        {
            listener.State.AcquiringFails = new FeedUnavailableException(outage);
            if (outage == "first")
                listener.Start();
            await listener.UntilAsync(() => listener.View.Feed.BackOff is not null, $"the {outage} outage is seen");
            listener.View.Feed.BackOff!.Failures.ShouldBe(1);
            await listener.UntilAsync(() => listener.View.Feed.BackOff?.Failures == 3, "the third failure");

            listener.State.AcquiringFails = null;
            await listener.UntilAsync(() => listener.View.Feed is { Role: FeedRole.Standby, BackOff: null }, "it stands by");
        }
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
    public async Task Lost_history_leads_to_a_reading_of_the_collection_whose_progress_is_saved()
    {
        await using var listener = new ListenerFixture();
        listener.State.Checkpoint = new FeedPosition("too old");
        listener.Feed.FailsToOpen = new FeedHistoryLostException("286");
        listener.Start();
        await listener.UntilAsync(() => !listener.Feed.Opened.IsEmpty, "the feed is opened");
        listener.Feed.FailsToOpen = null;
        listener.Kitchen.Holds = true;
        listener.Feed.BringsScanned(Changes.Valid("a"), Changes.Valid("b"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 2, "both orders are sent");
        var reading = listener.Feed.Opened.Last().Start.ShouldBeOfType<FeedStart.After>().Reading!;
        (reading.Reason, reading.IsSecond, reading.IsBounded, reading.After).ShouldBe(("286", true, false, null));
        await listener.UntilAsync(() => listener.State.Reading == reading, "the new position and the reading are saved");
        listener.State.Checkpoint!.Token.ShouldBe("present 1");
        listener.Feed.EndsScan();

        listener.Kitchen.Answer("b");
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "b is delivered");
        await listener.PassAsync(TimeSpan.FromSeconds(2));
        listener.State.Reading.ShouldBe(reading);

        listener.Kitchen.Answer("a");
        await listener.UntilAsync(() => listener.State.Reading is null, "the reading is over");
    }

    /// <summary>Leaves only the back-off to move by the clock.</summary>
    private static void WithoutOtherTimers(WatchOrdersOptions options)
    {
        options.LeaseDuration = TimeSpan.FromDays(90);
        options.CheckpointInterval = TimeSpan.FromDays(30);
    }
}
