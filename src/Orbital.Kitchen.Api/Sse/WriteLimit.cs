namespace Orbital.Kitchen.Api.Sse;

/// <summary>
/// The time that a client has to take what was written. One for all writes of a stream, so that a write that has to wait costs no more than
/// setting the timer.
/// </summary>
internal sealed class WriteLimit : IDisposable
{
    private readonly CancellationTokenSource _exceeded;
    private readonly CancellationTokenSource _source;

    /// <param name="deadline">How long one write may wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ended">Ends the waiting too.</param>
    public WriteLimit(TimeSpan deadline, TimeProvider time, CancellationToken ended)
    {
        Deadline = deadline;
        _exceeded = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _source = CancellationTokenSource.CreateLinkedTokenSource(_exceeded.Token, ended);
    }

    public TimeSpan Deadline { get; }

    public CancellationToken Token => _source.Token;

    public bool IsExceeded => _exceeded.IsCancellationRequested;

    public void Begin() => _exceeded.CancelAfter(Deadline);

    public void End() => _exceeded.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _source.Dispose();
        _exceeded.Dispose();
    }
}

/// <summary>A client left written bytes unread for too long.</summary>
internal sealed class ClientStalledException(TimeSpan deadline) : Exception($"the client has not read for {deadline}");
