namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>What the listener is doing, for those who ask: health checks and the feed's page.</summary>
internal sealed class FeedStatus(TimeProvider time)
{
    private readonly Lock _lock = new();
    private FeedState _state = new() { Role = FeedRole.Starting, RoleSince = time.GetUtcNow() };

    public FeedState State
    {
        get
        {
            var now = time.GetUtcNow();
            lock (_lock)
                return _state with { Lag = _state.ReadUpTo is { } moment ? Behind(moment, now) : null };
        }
    }

    public void Update(Func<FeedState, FeedState> change)
    {
        lock (_lock)
        {
            var role = _state.Role;
            _state = change(_state);
            if (_state.Role != role)
                _state = _state with { RoleSince = time.GetUtcNow() };
        }
    }

    // The source's clock may be ahead of ours.
    private static TimeSpan Behind(DateTimeOffset moment, DateTimeOffset now) => now > moment ? now - moment : TimeSpan.Zero;
}

/// <summary>One moment of the listener.</summary>
public sealed record FeedState
{
    /// <summary>What the listener is among its peers.</summary>
    public FeedRole Role { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset RoleSince { get; init; }

    /// <summary>The last saved position.</summary>
    public FeedPosition? Position { get; init; }

    /// <summary>When it was saved, or read at the start of the term.</summary>
    public DateTimeOffset? PositionSavedAt { get; init; }

    /// <summary>Set from a failure of the feed until its source answers again.</summary>
    public FeedBackOff? BackOff { get; init; }

    /// <summary>When the source last answered a read, also with nothing.</summary>
    public DateTimeOffset? LastReplyAt { get; init; }

    /// <summary>
    /// All changes up to then have been read: the time of the newest one, or of the last reply that had nothing new. Null while standing
    /// by, and before the first scan has ended.
    /// </summary>
    public DateTimeOffset? ReadUpTo { get; init; }

    /// <summary>How long ago <see cref="ReadUpTo"/> is: about a second at most when all is well.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>Changes that the last read brought and that have not begun: the window is full.</summary>
    public int Waiting { get; init; }

    /// <summary>Orders that were read and are not finished.</summary>
    public int InFlight { get; init; }

    /// <summary>Orders that the kitchen acknowledged, since the process started.</summary>
    public long Delivered { get; init; }

    /// <summary>Cancellations that the kitchen acknowledged, since the process started.</summary>
    public long Cancelled { get; init; }

    /// <summary>Documents that were set aside, since the process started.</summary>
    public long SetAside { get; init; }
}

/// <summary>A wait between two attempts to reach the feed's source.</summary>
/// <param name="Failures">Failures in a row, since the last processed change.</param>
/// <param name="Since">When the first of them happened.</param>
/// <param name="Delay">Length of this wait.</param>
/// <param name="RetryAt">When it ends.</param>
/// <param name="Reason">What the last attempt met.</param>
public sealed record FeedBackOff(int Failures, DateTimeOffset Since, TimeSpan Delay, DateTimeOffset RetryAt, string Reason);

/// <summary>What a listener is among its peers.</summary>
public enum FeedRole
{
    /// <summary>It has not yet asked for the lease with success.</summary>
    Starting,

    /// <summary>Another listener works; this one is ready to take over.</summary>
    Standby,

    /// <summary>It holds the lease and delivers.</summary>
    Working,

    /// <summary>It was stopped.</summary>
    Stopped,
}
