namespace Orbital.Application.Kitchen.FollowEvents;

/// <summary>
/// A place among the numbered events. Numbers belong to a history: a database that went back, by a restore or a failover with loss, counts on from
/// an earlier event, and the same numbers mean other events then.
/// </summary>
/// <param name="Sequence">Number of the last event before it.</param>
/// <param name="History">Which history the number is from; null when it is not known, and then it is taken for one of the present history.</param>
public readonly record struct EventPosition(long Sequence, string? History);

/// <summary>Events that follow each other.</summary>
/// <param name="Frames">At least one.</param>
/// <param name="History">The history that they are read from: come back with it.</param>
public readonly record struct EventBatch(IReadOnlyList<EventFrame> Frames, string? History);
