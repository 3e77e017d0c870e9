using MongoDB.Bson;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// The source's clock, as its acknowledged writes tell it: cluster time, which goes on between them as long as is counted here. What this
/// machine's wall clock says does not matter.
/// </summary>
internal sealed class SourceClock(TimeProvider time)
{
    // Writes come every few seconds: these cover the patience with a stream that stands still.
    private const int Kept = 32;

    private readonly Lock _lock = new();
    private readonly Queue<(BsonTimestamp At, long AcknowledgedAt)> _writes = new();

    /// <summary>The source's time now; null before its first acknowledgement.</summary>
    public DateTimeOffset? Now
    {
        get
        {
            lock (_lock)
                return _writes.Count == 0 ? null : ClusterTimes.ToTime(_writes.Last().At) + time.GetElapsedTime(_writes.Last().AcknowledgedAt);
        }
    }

    /// <summary>How far the source's wall clock was ahead of this machine's when it was last asked; null before.</summary>
    public TimeSpan? Offset { get; private set; }

    /// <summary>A majority of the source has acknowledged a write of this time.</summary>
    public void Acknowledged(BsonTimestamp at)
    {
        lock (_lock)
        {
            if (_writes.Count == Kept)
                _writes.Dequeue();
            _writes.Enqueue((at, time.GetTimestamp()));
        }
    }

    /// <summary>The wall clocks were compared: the source's was ahead by so much.</summary>
    public void Compared(TimeSpan offset) => Offset = offset;

    /// <summary>Whether a write behind that time was acknowledged so long ago that whoever follows the source must have come past the time.</summary>
    public bool IsPast(BsonTimestamp at, TimeSpan ago)
    {
        lock (_lock)
            return _writes.Any(write => write.At > at && time.GetElapsedTime(write.AcknowledgedAt) >= ago);
    }
}

/// <summary>MongoDB's cluster time: seconds, and a counter within the second.</summary>
internal static class ClusterTimes
{
    public static DateTimeOffset ToTime(BsonTimestamp at) => DateTimeOffset.FromUnixTimeSeconds((uint)at.Timestamp);

    /// <summary>The time in a resume token; null when it is not written as MongoDB has written them since 4.0.</summary>
    public static BsonTimestamp? OfToken(BsonDocument? token)
    {
        // A key string: its first value is a timestamp (0x82), which is its eight bytes.
        const int Length = 2 + 16;
        return token?.GetValue("_data", BsonNull.Value) is BsonString { Value: var data } && data.Length >= Length
            && data.StartsWith("82", StringComparison.Ordinal)
            && ulong.TryParse(data.AsSpan(2, 16), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? new BsonTimestamp((long)value)
            : null;
    }
}
