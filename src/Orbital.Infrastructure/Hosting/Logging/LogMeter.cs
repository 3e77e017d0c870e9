using System.Diagnostics.Metrics;

namespace Orbital.Infrastructure.Hosting.Logging;

/// <summary>What is counted of the log.</summary>
internal static class LogMeter
{
    public const string Name = "Orbital.Log";

    private static readonly Meter Meter = new(Name);

    private static long _dropped;

    // Observed, so that it is shown before a line is dropped: Prometheus sees no increase in a series that begins with 1.
    private static readonly ObservableCounter<long> Dropped = Meter.CreateObservableCounter(
        "orbital.log.dropped", () => Interlocked.Read(ref _dropped),
        description: "Lines of the log that were dropped because standard output did not take them in time");

    /// <summary>Whether anybody collects it. Asking makes the meter, which its name alone does not.</summary>
    public static bool IsCollected => Dropped.Enabled;

    /// <summary>Counts a line that was dropped.</summary>
    public static void CountDropped() => Interlocked.Increment(ref _dropped);
}
