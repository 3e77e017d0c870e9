using Orbital.AppHost;

namespace Orbital.Testing;

/// <summary>Ports for the servers of a test.</summary>
public static class FreePort
{
    /// <summary>A port of loopback on which nothing listens at the moment.</summary>
    public static int Next() => Ports.Free();
}
