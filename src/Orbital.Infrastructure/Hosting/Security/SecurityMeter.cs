using System.Diagnostics.Metrics;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>What is counted of callers that were refused.</summary>
internal static class SecurityMeter
{
    public const string Name = "Orbital.Security";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("orbital.security.refusals", "{request}", "Requests refused because of who sent them, by reason.");

    public static void CountRefusal(string reason) => Refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
