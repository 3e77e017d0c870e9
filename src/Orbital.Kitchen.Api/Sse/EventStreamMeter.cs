using System.Diagnostics.Metrics;

namespace Orbital.Kitchen.Api.Sse;

/// <summary>What can be counted about event streams.</summary>
internal static class EventStreamMeter
{
    public const string Name = "Orbital.Kitchen";

    private static readonly Meter Meter = new(Name);

    public static readonly UpDownCounter<long> Open = Meter.CreateUpDownCounter<long>("orbital.streams.open", description: "Event streams that are open.");
    public static readonly Counter<long> Replays = Counter("orbital.streams.replays", "Event streams that asked for a position.");
    public static readonly Counter<long> Evictions = Counter("orbital.streams.evictions", "Event streams ended because their client did not read.");
    public static readonly Counter<long> Deliveries = Counter("orbital.events.delivered", "Events written to streams.");

    private static Counter<long> Counter(string name, string description) => Meter.CreateCounter<long>(name, description: description);
}
