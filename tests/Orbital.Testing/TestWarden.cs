using Orbital.AppHost.Processes;

namespace Orbital.Testing;

/// <summary>Ends what the tests started when the test program itself is killed.</summary>
internal static class TestWarden
{
    public static Warden Shared { get; } = new();
}
