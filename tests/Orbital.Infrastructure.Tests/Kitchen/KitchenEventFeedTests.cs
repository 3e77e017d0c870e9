using Npgsql;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Infrastructure.Kitchen.EventFeed;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Kitchen;

public sealed class KitchenEventFeedTests
{
    [Fact]
    public async Task A_reader_without_a_position_who_comes_before_the_start_gets_no_history()
    {
        await using var unused = NpgsqlDataSource.Create("Host=127.0.0.1");
        using var feed = new KitchenEventFeed(new EventStore(unused));
        var next = feed.ReadAsync(after: null, TestContext.Current.CancellationToken).AsTask();

        feed.StartAfter(41);
        await Eventually.BecomesTrueAsync(() =>
        {
            feed.Publish([new EventFrame(feed.Head + 1, "order.received", [], default)]);
            return next.IsCompleted;
        });

        (await next)[0].Sequence.ShouldBeGreaterThan(41);
    }
}
