namespace Orbital.Kitchen.Api.Sse;

/// <summary>
/// The time that a client has to take what was written. One for all writes of a stream, so that a write that has to wait costs no more than
/// setting the timer.
/// </summary>
internal sealed class WriteLimit : IDisposable
{
    private readonly CancellationToken _ended;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _link;

    /// <param name="deadline">How long one write may wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ended">Ends the waiting too.</param>
    public WriteLimit(TimeSpan deadline, TimeProvider time, CancellationToken ended)
    {
        (Deadline, _ended) = (deadline, ended);
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _link = ended.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public TimeSpan Deadline { get; }

    public CancellationToken Token => _source.Token;

    public bool IsExceeded => _source.IsCancellationRequested && !_ended.IsCancellationRequested;

    public void Begin() => _source.CancelAfter(Deadline);

    public void End() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _link.Dispose();
        _source.Dispose();
    }
}

/// <summary>A client left written bytes unread for too long.</summary>
internal sealed class ClientStalledException(TimeSpan deadline) : Exception($"the client has not read for {deadline}");
