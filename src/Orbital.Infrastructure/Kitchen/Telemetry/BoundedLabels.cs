namespace Orbital.Infrastructure.Kitchen.Telemetry;

/// <summary>
/// The labels of stations and items. Their names come with the orders, so a source gone wrong could bring any number of them: the first
/// ones of this process keep their name, all further ones are <see cref="Other"/>.
/// </summary>
internal sealed class BoundedLabels
{
    /// <summary>What stands for all that have no label of their own.</summary>
    public const string Other = "other";

    /// <summary>Stations with a label of their own.</summary>
    public const int MaxStations = 50;

    /// <summary>Pairs of station and item with a label of their own.</summary>
    public const int MaxItems = 200;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _stations = [];
    private readonly HashSet<(string, string)> _items = [];

    public string Station(string name)
    {
        lock (_lock)
            return Admits(_stations, name, MaxStations) ? name : Other;
    }

    public (string Station, string Item) Item(string stationName, string itemName)
    {
        var station = Station(stationName);
        lock (_lock)
            return station == stationName && Admits(_items, (stationName, itemName), MaxItems) ? (station, itemName) : (station, Other);
    }

    private static bool Admits<T>(HashSet<T> known, T name, int limit) => known.Contains(name) || (known.Count < limit && known.Add(name));
}
