using Orbital.Application.Kitchen.FollowEvents;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>The histories that the database has gone through, the present one last. Never changed in place.</summary>
/// <param name="chain">Each by its id, with the number of the last event that it has in common with the one before.</param>
internal sealed class EventHistories(params IReadOnlyList<(string Id, long BeganAfter)> chain)
{
    public static readonly EventHistories None = new();

    /// <summary>The present history; null when there is none.</summary>
    public string? Current => chain.Count == 0 ? null : chain[^1].Id;

    /// <summary>Whether the database was ever in this history.</summary>
    public bool Know(string history) => chain.Any(one => one.Id == history);

    /// <summary>Whether all events up to a position are part of the present history, so that it goes on from there.</summary>
    public bool Hold(EventPosition position) => position.History is not { } history
        || (Know(history) && chain.SkipWhile(one => one.Id != history).Skip(1).All(later => position.Sequence <= later.BeganAfter));
}
