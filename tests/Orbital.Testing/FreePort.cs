using System.Collections.Concurrent;
using Orbital.AppHost;

namespace Orbital.Testing;

/// <summary>Ports for the servers of a test.</summary>
public static class FreePort
{
    private static readonly string Claims =
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"orbital-test-ports-{Environment.UserName}")).FullName;

    // Held until the process ends, however it ends: the operating system gives the locks back.
    private static readonly ConcurrentBag<FileStream> Claimed = [];

    /// <summary>
    /// A port of loopback on which nothing listens, and that no other test is given while this process lives: also not while the
    /// server that it is for still starts, or is dead for a while.
    /// </summary>
    public static int Next() => Ports.Free(TryClaim);

    private static bool TryClaim(int port)
    {
        try
        {
            Claimed.Add(new FileStream(Path.Combine(Claims, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
