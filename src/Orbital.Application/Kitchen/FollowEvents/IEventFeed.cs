namespace Orbital.Application.Kitchen.FollowEvents;

/// <summary>The numbered events of the kitchen, as this replica sees them.</summary>
public interface IEventFeed
{
    /// <summary>Where the newest event is that this replica can hand out.</summary>
    EventPosition Head { get; }

    /// <summary>Ends when the feed knows its newest event; until then <see cref="Head"/> says nothing.</summary>
    Task Started { get; }

    /// <summary>
    /// The events that follow <paramref name="after"/>, at least one, in order and without a gap; waits until there is one.
    /// Any number of readers may be at any number of positions: the feed keeps nothing for each.
    /// </summary>
    /// <exception cref="EventsNotAvailableException">The position lies in the future or in a history that was left, or events behind it are gone.</exception>
    ValueTask<EventBatch> ReadAsync(EventPosition after, CancellationToken cancellationToken);
}

/// <summary>The events behind a position cannot be had: read the lists again and go on from there.</summary>
public sealed class EventsNotAvailableException(EventPosition after, EventPosition head)
    : Exception($"events after {after.Sequence} cannot be had; the newest is {head.Sequence}")
{
    /// <summary>Where the newest event is.</summary>
    public EventPosition Head { get; } = head;
}
