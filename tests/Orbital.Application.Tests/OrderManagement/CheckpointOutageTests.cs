using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>The checkpoint while its store is away, and after.</summary>
public sealed class CheckpointOutageTests
{
    private static readonly FeedUnavailableException Away = new("away");

    [Fact]
    public async Task It_is_saved_as_soon_as_the_feed_answers_again_however_long_both_were_away()
    {
        await using var listener = await FailingAsync();
        listener.Feed.Fails(Away);
        listener.Feed.FailsToOpen = Away;
        await listener.UntilAsync(() => listener.View.Feed.BackOff?.Failures == 7, "the seventh failure of the feed");
        await listener.UntilAsync(() => listener.View.Feed.BackOff!.RetryAt - listener.Time.GetUtcNow() < TimeSpan.FromSeconds(1), "the wait is nearly over");

        (listener.State.SaveFails, listener.Feed.FailsToOpen) = (null, null);
        listener.Feed.BringsQuiet("quiet");
        await listener.UntilAsync(() => listener.View.Feed.BackOff is null, "the feed answers");
        var answered = listener.Time.GetUtcNow();
        await listener.UntilAsync(() => listener.State.Checkpoint?.Token != "start", "the position is saved");

        (listener.Time.GetUtcNow() - answered).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task While_the_feed_answers_and_only_saving_fails_it_is_tried_by_the_schedule()
    {
        await using var listener = await FailingAsync();
        await listener.UntilAsync(() => listener.State.TriedToSave.Count == 7, "the seventh attempt");

        var attempts = listener.State.TriedToSave.ToList();
        attempts.Zip(attempts.Skip(1), (one, next) => Math.Round((next - one).TotalSeconds)).ShouldBe([1, 2, 4, 8, 16, 32]);
    }

    /// <summary>A listener that has delivered an order and cannot save where it is.</summary>
    private static async Task<ListenerFixture> FailingAsync()
    {
        var listener = new ListenerFixture(options => options.LeaseDuration = TimeSpan.FromHours(1));
        listener.State.SaveFails = Away;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "the order is delivered");
        return listener;
    }
}
