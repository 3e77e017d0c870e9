using System.Diagnostics.Metrics;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The counters of certificates and tokens in files.</summary>
internal static class TlsMeter
{
    public const string Name = "Orbital.Tls";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> ReloadFailures =
        Meter.CreateCounter<long>("orbital.tls.reload_failures", description: "Changed files of certificates or tokens that could not be used, by setting");
}
