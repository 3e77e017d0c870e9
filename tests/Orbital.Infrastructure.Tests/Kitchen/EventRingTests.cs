using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Infrastructure.Kitchen.EventFeed;

namespace Orbital.Infrastructure.Tests.Kitchen;

public sealed class EventRingTests
{
    private const int Everything = int.MaxValue;

    [Fact]
    public void Hands_out_what_follows_a_position()
    {
        var ring = Ring(events: 5);

        Read(ring, 0).ShouldBe([1, 2, 3, 4, 5]);
        Read(ring, 3).ShouldBe([4, 5]);
        Read(ring, 5).ShouldBe([]);
    }

    [Fact]
    public void Forgets_the_oldest_when_it_is_full()
    {
        var ring = Ring(events: 12, capacity: 10);

        Read(ring, 1).ShouldBeNull();
        Read(ring, 2).ShouldBe([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }

    [Fact]
    public void Forgets_the_oldest_when_its_bytes_are_too_many_and_keeps_at_least_the_newest()
    {
        var ring = Ring(events: 5, capacityBytes: 300);
        Read(ring, 2).ShouldBeNull();
        Read(ring, 3).ShouldBe([4, 5]);

        ring.Append([Frame(6, bytes: 1_000)]);

        Read(ring, 4).ShouldBeNull();
        Read(ring, 5).ShouldBe([6]);
    }

    [Fact]
    public void Hands_out_a_bounded_number_of_bytes_at_once() =>
        Ring(events: 5).Read(0, limitBytes: 150, out _)!.Select(frame => frame.Sequence).ShouldBe([1, 2]);

    [Fact]
    public void Takes_only_what_comes_next_and_says_when_something_is_missing()
    {
        var ring = Ring(events: 3);

        ring.Append([Frame(5)]).ShouldBeFalse();
        ring.Append([Frame(2), Frame(3), Frame(4)]).ShouldBeTrue();

        Read(ring, 0).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Wakes_those_who_wait_when_it_grows_and_when_it_starts_again()
    {
        var ring = Ring(events: 3);
        ring.Read(3, Everything, out var grown);
        ring.Append([Frame(4)]);
        grown.IsCompleted.ShouldBeTrue();

        ring.Read(4, Everything, out var startedAgain);
        ring.StartAfter(2);

        startedAgain.IsCompleted.ShouldBeTrue();
        ring.Head.ShouldBe(2);
        ring.Append([Frame(3)]);
        Read(ring, 2).ShouldBe([3]);
    }

    [Fact]
    public void Skips_what_is_gone_and_never_back()
    {
        var ring = Ring(events: 3);
        ring.Read(3, Everything, out var skipped);

        ring.SkipTo(7);
        ring.SkipTo(5);

        skipped.IsCompleted.ShouldBeTrue();
        ring.Head.ShouldBe(7);
        Read(ring, 3).ShouldBeNull();
        Read(ring, 7).ShouldBe([]);
    }

    private static EventRing Ring(int events, int capacity = 10, long capacityBytes = 1_000_000)
    {
        var ring = new EventRing(capacity, capacityBytes);
        ring.Append([.. Enumerable.Range(1, events).Select(sequence => Frame(sequence))]);
        return ring;
    }

    private static EventFrame Frame(long sequence, int bytes = 100) => new(sequence, "order.received", [], new byte[bytes]);

    private static List<long>? Read(EventRing ring, long after) => ring.Read(after, Everything, out _)?.Select(frame => frame.Sequence).ToList();
}
