namespace Orbital.Domain.Kitchen;

/// <summary>A screen that a manager let in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Stations">Where it may work batch items; empty for everywhere. It sees all of them.</param>
/// <param name="Role">What it may.</param>
/// <param name="PairedAt">When it was let in.</param>
/// <param name="ExpiresAt">When it must be let in again, if it is not used until then.</param>
/// <param name="LastSeenAt">When it last asked for something, to the minute; null when it has not yet.</param>
public sealed record PairedDisplay(
    Guid Id, string Name, IReadOnlyList<string> Stations, DisplayRole Role, DateTimeOffset PairedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastSeenAt)
{
    /// <summary>Most characters of a name.</summary>
    public const int NameLength = 60;

    /// <summary>Most stations of one screen.</summary>
    public const int MaxStations = 50;

    /// <summary>Lets a screen in.</summary>
    /// <exception cref="InvalidFieldException">A name is not usable.</exception>
    public static PairedDisplay Admit(string? name, IReadOnlyList<string>? stations, DisplayRole role, DateTimeOffset now, TimeSpan lifetime) =>
        new(Guid.CreateVersion7(now), CheckedName(name), CheckedStations(stations ?? []), role, now, now + lifetime, LastSeenAt: null);

    /// <summary>Gives it another name or other stations; null leaves them as they are.</summary>
    /// <exception cref="InvalidFieldException">A name is not usable.</exception>
    public PairedDisplay Change(string? name, IReadOnlyList<string>? stations) => this with
    {
        Name = name is null ? Name : CheckedName(name),
        Stations = stations is null ? Stations : CheckedStations(stations),
    };

    private static string CheckedName(string? name) => FieldRules.Required("name", name, NameLength);

    private static string[] CheckedStations(IReadOnlyList<string> stations)
    {
        FieldRules.Between("stations", stations.Count, 0, MaxStations);
        return [.. stations.Select((station, index) => FieldRules.Required($"stations[{index}]", station, OrderLimits.NameLength)).Distinct()];
    }
}

/// <summary>What a screen may.</summary>
public enum DisplayRole
{
    /// <summary>Works the batch items of its stations.</summary>
    Cook,

    /// <summary>What a cook's may, and all that a manager may.</summary>
    Manager,
}
