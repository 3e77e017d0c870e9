namespace Orbital.Domain.Kitchen;

/// <summary>How a station gathers units of one item into batch items.</summary>
/// <param name="Window">
/// How long a pending batch item keeps accepting units, from its first one. It is never extended: a window that restarts stretches the
/// wait of the first order without end. Zero means that orders are never merged.
/// </param>
/// <param name="Capacity">Most units of one batch item: what fits on the plancha at once. At least 1.</param>
public sealed record BatchingPolicy(TimeSpan Window, int Capacity)
{
    /// <summary>Three minutes, twenty units.</summary>
    public static BatchingPolicy Default { get; } = new(TimeSpan.FromSeconds(180), 20);
}
