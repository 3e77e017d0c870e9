namespace Orbital.Application.Kitchen.FollowEvents;

/// <summary>The numbered events of the kitchen, as this replica sees them.</summary>
public interface IEventFeed
{
    /// <summary>Number of the newest event that this replica can hand out.</summary>
    long Head { get; }

    /// <summary>Ends when the feed knows its newest event; until then <see cref="Head"/> says nothing.</summary>
    Task Started { get; }

    /// <summary>
    /// The events that follow <paramref name="after"/>, at least one, in order and without a gap; waits until there is one.
    /// Any number of readers may be at any number of positions: the feed keeps nothing for each.
    /// </summary>
    /// <exception cref="EventsNotAvailableException">The position lies in the future, or events behind it are gone.</exception>
    ValueTask<IReadOnlyList<EventFrame>> ReadAsync(long after, CancellationToken cancellationToken);
}

/// <summary>The events behind a position cannot be had: read the lists again and go on from there.</summary>
public sealed class EventsNotAvailableException(long after, long head) : Exception($"events after {after} cannot be had; the newest is {head}")
{
    /// <summary>Number of the newest event.</summary>
    public long Head { get; } = head;
}
