namespace Orbital.Domain.Kitchen;

/// <summary>The screen that asks works at other stations.</summary>
public sealed class OtherStationException(string station, IEnumerable<string> allowed)
    : Exception($"this screen works at {string.Join(", ", allowed)}, not at {station}");
