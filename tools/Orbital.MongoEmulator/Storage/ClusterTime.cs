using System.Runtime.InteropServices;
using MongoDB.Bson;

namespace Orbital.MongoEmulator.Storage;

/// <summary>MongoDB's logical time: seconds, and a counter within the second.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClusterTime(uint Seconds, uint Increment) : IComparable<ClusterTime>
{
    public static ClusterTime From(BsonTimestamp value) => new((uint)value.Timestamp, (uint)value.Increment);

    public BsonTimestamp ToBson() => new((int)Seconds, (int)Increment);

    public ClusterTime Next() => this with { Increment = Increment + 1 };

    public int CompareTo(ClusterTime other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Increment.CompareTo(other.Increment);

    public static bool operator <(ClusterTime left, ClusterTime right) => left.CompareTo(right) < 0;

    public static bool operator >(ClusterTime left, ClusterTime right) => left.CompareTo(right) > 0;

    public static bool operator <=(ClusterTime left, ClusterTime right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ClusterTime left, ClusterTime right) => left.CompareTo(right) >= 0;
}

/// <summary>
/// Ticks for every entry of the oplog, and by itself when nothing was written for a while, as mongod's no-op does:
/// by that a quiet stream's position moves on.
/// </summary>
internal sealed class ClusterClock
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _idleTick;

    public ClusterClock(TimeProvider time, TimeSpan idleTick)
    {
        _time = time;
        _idleTick = idleTick;
        Now = new ClusterTime(WallSeconds(), 1);
    }

    public ClusterTime Now { get; private set; }

    public ClusterTime Tick()
    {
        var wall = WallSeconds();
        Now = wall > Now.Seconds ? new ClusterTime(wall, 1) : Now.Next();
        return Now;
    }

    public ClusterTime TickWhenIdle()
    {
        if (WallSeconds() >= Now.Seconds + _idleTick.TotalSeconds)
            Tick();

        return Now;
    }

    private uint WallSeconds() => (uint)_time.GetUtcNow().ToUnixTimeSeconds();
}
