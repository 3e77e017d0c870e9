using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class CheckpointTrackerTests
{
    private readonly CheckpointTracker _tracker = new();

    [Fact]
    public void Nothing_is_to_be_saved_at_first() => _tracker.Take(alsoQuiet: true).ShouldBeNull();

    [Fact]
    public void A_hole_holds_the_position_back_until_it_is_filled()
    {
        var (a, b, c) = (Begin("a"), Begin("b"), Begin("c"));

        _tracker.Finish(c);
        _tracker.Finish(b);
        Taken().ShouldBeNull();

        _tracker.Finish(a);
        Taken().ShouldBe("c");
    }

    [Fact]
    public void The_position_moves_over_the_finished_prefix_only()
    {
        var (a, _, c) = (Begin("a"), Begin("b"), Begin("c"));

        _tracker.Finish(a);
        _tracker.Finish(c);

        Taken().ShouldBe("a");
    }

    [Fact]
    public void The_same_position_is_not_taken_twice()
    {
        _tracker.Finish(Begin("a"));

        Taken().ShouldBe("a");
        Taken().ShouldBeNull();
    }

    [Fact]
    public void A_mark_counts_only_after_what_was_begun_before_it()
    {
        var a = Begin("a");
        _tracker.Mark(new FeedPosition("mark"));
        var b = Begin("b");
        Taken(alsoQuiet: true).ShouldBeNull();

        _tracker.Finish(a);
        Taken(alsoQuiet: true).ShouldBe("mark");

        _tracker.Finish(b);
        Taken().ShouldBe("b");
    }

    [Fact]
    public void A_mark_alone_is_taken_only_when_quiet_time_counts()
    {
        _tracker.Mark(new FeedPosition("one"));
        _tracker.Mark(new FeedPosition("two"));

        Taken().ShouldBeNull();
        Taken(alsoQuiet: true).ShouldBe("two");
    }

    [Fact]
    public void Changes_without_a_position_hold_back_what_follows()
    {
        var scanned = _tracker.Begin(null);
        _tracker.Mark(new FeedPosition("live"));
        Taken(alsoQuiet: true).ShouldBeNull();

        _tracker.Finish(scanned);
        Taken().ShouldBe("live");
    }

    [Fact]
    public void What_was_read_of_the_collection_counts_after_what_was_begun_before_it_and_its_end_takes_it_away()
    {
        var reading = new CollectionReading { Reason = "lost", Since = DateTimeOffset.UnixEpoch };
        _tracker.Restart(new FeedPosition("live"), reading);
        _tracker.Take(alsoQuiet: false).ShouldBe(new FeedCheckpoint(new FeedPosition("live"), reading));
        var scanned = _tracker.Begin(null);
        _tracker.Mark(null, reading with { After = "a" });
        _tracker.Take(alsoQuiet: true).ShouldBeNull();

        _tracker.Finish(scanned);
        _tracker.Take(alsoQuiet: false)!.Reading!.After.ShouldBe("a");

        _tracker.Mark(null, reading with { IsComplete = true });
        _tracker.Take(alsoQuiet: false).ShouldBe(new FeedCheckpoint(new FeedPosition("live"), null));
    }

    [Fact]
    public void What_was_begun_before_a_new_start_moves_nothing_any_more()
    {
        var before = Begin("before");
        _tracker.Restart(new FeedPosition("live"), reading: null);

        _tracker.Finish(before);

        Taken(alsoQuiet: true).ShouldBeNull();
        _tracker.Finish(Begin("after"));
        Taken().ShouldBe("after");
    }

    [Fact]
    public void In_any_sequence_of_finishing_the_position_never_passes_an_unfinished_change()
    {
        var random = new Random(20260823);
        for (var round = 0; round < 200; round++)
        {
            var tracker = new CheckpointTracker();
            var open = Enumerable.Range(0, 30).Select(n => (Number: n, Entry: tracker.Begin(Position(n)))).ToList();
            while (open.Count > 0)
            {
                var next = random.Next(open.Count);
                tracker.Finish(open[next].Entry);
                open.RemoveAt(next);

                var position = tracker.Take(alsoQuiet: false);
                var expected = open.Count == 0 ? 29 : open[0].Number - 1;
                if (position is not null)
                    position.Position.ShouldBe(Position(expected));
            }

            tracker.Take(alsoQuiet: false).ShouldBeNull();
        }
    }

    private CheckpointTracker.Entry Begin(string position) => _tracker.Begin(new FeedPosition(position));

    private string? Taken(bool alsoQuiet = false) => _tracker.Take(alsoQuiet)?.Position.Token;

    private static FeedPosition Position(int number) => new($"{number}");
}
