namespace Orbital.Application.Kitchen.Views;

/// <summary>The stations that have work now or a policy of their own.</summary>
/// <param name="Items">The stations, by name.</param>
/// <param name="Sequence">Number of the last event that they count in.</param>
public sealed record StationList(IReadOnlyList<StationView> Items, long Sequence);

/// <summary>A station, and what it has to do.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pending">Batch items that wait.</param>
/// <param name="InProgress">Batch items that are being cooked.</param>
/// <param name="BatchingPolicy">How it gathers units of items that have no policy of their own.</param>
/// <param name="AllDay">Units still to cook of each item, over all batch items.</param>
public sealed record StationView(
    string Name, int Pending, int InProgress, BatchingPolicyView BatchingPolicy, IReadOnlyList<AllDayView> AllDay);

/// <summary>How many units of an item a station has to cook in all.</summary>
/// <param name="ItemName">The item.</param>
/// <param name="Now">Units being cooked.</param>
/// <param name="Later">Units that wait.</param>
public sealed record AllDayView(string ItemName, int Now, int Later);

/// <summary>How a station gathers units.</summary>
/// <param name="WindowSeconds">How long a pending batch item accepts more units; 0 never merges.</param>
/// <param name="Capacity">Most units of one batch item.</param>
public sealed record BatchingPolicyView(int WindowSeconds, int Capacity);
