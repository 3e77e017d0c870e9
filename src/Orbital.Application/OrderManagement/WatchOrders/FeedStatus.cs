namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>What the listener is doing, for those who ask: health checks and the feed's page.</summary>
internal sealed class FeedStatus(TimeProvider time) : IListenerPulse
{
    private static readonly TimeSpan TurnInterval = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private long _turnedAt = time.GetTimestamp();
    private FeedState _state = new() { Role = FeedRole.Starting, RoleSince = time.GetUtcNow() };

    public FeedState State
    {
        get
        {
            lock (_lock)
                return _state with { Lag = Lag(_state) };
        }
    }

    /// <summary>How long ago the listener's loop last turned, by elapsed time. It turns every half minute at least, whoever is away.</summary>
    public TimeSpan SinceTurn => time.GetElapsedTime(Volatile.Read(ref _turnedAt));

    /// <inheritdoc />
    public void Turn() => Volatile.Write(ref _turnedAt, time.GetTimestamp());

    /// <summary>Waits, as long as it takes, for what others may hold up, and turns meanwhile.</summary>
    public async Task TurnUntilAsync(Task task)
    {
        Turn();
        while (!task.IsCompleted)
        {
            try
            {
                await task.WaitAsync(TurnInterval, time);
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                Turn();
            }
        }

        Turn();
        await task;
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

    /// <summary>
    /// By the source's clock alone, which went on since its last reply as long as was counted here: what this machine's clock says does not
    /// matter. While the collection is read, what was lost before counts as unread.
    /// </summary>
    private TimeSpan? Lag(FeedState state)
    {
        var upTo = state.Reading is { } reading && !(state.ReadUpTo < reading.Since) ? reading.Since : state.ReadUpTo;
        if (upTo is not { } moment || state.SourceTime is not { } clock)
            return null;
        var lag = clock - moment + time.GetElapsedTime(state.SourceTimeTaken);
        return lag > TimeSpan.Zero ? lag : TimeSpan.Zero;
    }
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
    /// All changes of the stream up to then have been read, by the source's clock. Null while standing by, and before the reading of a first
    /// start has ended.
    /// </summary>
    public DateTimeOffset? ReadUpTo { get; init; }

    /// <summary>What the source's clock said in its last reply.</summary>
    public DateTimeOffset? SourceTime { get; init; }

    /// <summary>The timestamp of that reply here.</summary>
    internal long SourceTimeTaken { get; init; }

    /// <summary>The unfinished reading of the whole collection; null when there is none.</summary>
    public CollectionReading? Reading { get; init; }

    /// <summary>How long ago <see cref="ReadUpTo"/> is: a few seconds at most when all is well.</summary>
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
