using System.Diagnostics.Metrics;

namespace Orbital.Infrastructure.Hosting.Logging;

/// <summary>What is counted of the log.</summary>
internal static class LogMeter
{
    public const string Name = "Orbital.Log";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "orbital.log.dropped", description: "Lines of the log that were dropped because standard output did not take them in time");
}
