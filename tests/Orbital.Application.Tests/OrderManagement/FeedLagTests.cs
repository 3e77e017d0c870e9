using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>How far behind its source the listener says that it is.</summary>
public sealed class FeedLagTests
{
    [Fact]
    public async Task Before_the_source_has_told_anything_nobody_knows()
    {
        await using var listener = new ListenerFixture();
        listener.Feed.BringsScanned(Changes.Valid("a"));
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "the scanned order is delivered");

        listener.View.Feed.Lag.ShouldBeNull();
    }

    [Fact]
    public async Task A_change_that_waited_in_the_source_is_as_far_behind_as_it_is_old()
    {
        await using var listener = new ListenerFixture();
        var made = listener.Time.GetUtcNow().AddMinutes(-5);
        listener.Feed.Brings(Changes.Valid("a") with { At = made });
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.ReadUpTo is not null, "the order is read");

        listener.View.Feed.ReadUpTo.ShouldBe(made);
        listener.View.Feed.Lag!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_source_that_answers_with_nothing_new_has_been_read_up_to_that_answer()
    {
        await using var listener = new ListenerFixture();
        listener.Feed.Brings(Changes.Valid("a") with { At = listener.Time.GetUtcNow().AddMinutes(-5) });
        listener.Feed.BringsQuiet("quiet");
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.Lag < TimeSpan.FromSeconds(1), "it has caught up");

        var caughtUp = listener.View.Feed.ReadUpTo;
        await listener.PassAsync(TimeSpan.FromSeconds(5));
        listener.View.Feed.ReadUpTo.ShouldBe(caughtUp);
        listener.View.Feed.Lag!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_source_whose_clock_is_ahead_is_never_in_the_future()
    {
        await using var listener = new ListenerFixture();
        listener.Feed.Brings(Changes.Valid("a") with { At = listener.Time.GetUtcNow().AddDays(1) });
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.Lag is not null, "the order is read");

        listener.View.Feed.Lag.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task One_that_stands_by_reads_nothing_and_has_no_lag()
    {
        await using var listener = new ListenerFixture();
        listener.Feed.BringsQuiet("quiet");
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.Lag is not null, "it reads");

        listener.State.Taken = true;
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Standby, "it stands by");

        listener.View.Feed.Lag.ShouldBeNull();
    }
}
