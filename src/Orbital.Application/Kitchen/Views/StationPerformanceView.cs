namespace Orbital.Application.Kitchen.Views;

/// <summary>How a station cooked over a time. A batch item counts when it was completed within it.</summary>
/// <param name="StationName">The station.</param>
/// <param name="From">Beginning of the time, inclusive.</param>
/// <param name="To">Its end, exclusive.</param>
/// <param name="BatchItems">Batch items completed.</param>
/// <param name="Units">Units in them.</param>
/// <param name="MedianCookSeconds">
/// Half of the batch items were cooked, from start to completion, within so many seconds; null when none was. Those completed without having been
/// started count nowhere here.
/// </param>
/// <param name="P90CookSeconds">The same of nine in ten.</param>
/// <param name="LateAfterSeconds">Age, from its first unit's arrival, at which a batch item was late: the display's setting of now.</param>
/// <param name="LateShare">Share of the batch items that were late when they were completed, 0 to 1; null when none was completed.</param>
/// <param name="Quarters">The same by quarter of an hour of UTC, in order; quarters in which nothing was completed are left out.</param>
public sealed record StationPerformanceView(
    string StationName,
    DateTimeOffset From,
    DateTimeOffset To,
    long BatchItems,
    long Units,
    double? MedianCookSeconds,
    double? P90CookSeconds,
    int LateAfterSeconds,
    double? LateShare,
    IReadOnlyList<QuarterPerformanceView> Quarters);

/// <summary>What a station completed within a quarter of an hour.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="BatchItems">Batch items completed.</param>
/// <param name="Units">Units in them.</param>
/// <param name="Late">How many of the batch items were late.</param>
public sealed record QuarterPerformanceView(DateTimeOffset From, long BatchItems, long Units, long Late);
