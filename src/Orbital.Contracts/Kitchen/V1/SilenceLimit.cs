namespace Orbital.Contracts.Kitchen.V1;

/// <summary>Gives up a call that leaves its caller waiting too long. A half-open connection reports no error: silence is the only sign.</summary>
internal sealed class SilenceLimit : IDisposable
{
    private readonly TimeSpan _longest;
    private readonly CancellationTokenSource _exceeded;
    private readonly ITimer _timer;

    /// <summary>The caller waits from now on.</summary>
    public SilenceLimit(TimeProvider time, TimeSpan longest, CancellationToken cancellationToken)
    {
        _longest = longest;
        _exceeded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(_ => GiveUp(), state: null, longest, Timeout.InfiniteTimeSpan);
        Exceeded = _exceeded.Token;
    }

    /// <summary>Ends the call, also when the caller is cancelled.</summary>
    public CancellationToken Exceeded { get; }

    /// <summary>The caller waits.</summary>
    public void Begin() => _timer.Change(_longest, Timeout.InfiniteTimeSpan);

    /// <summary>The caller has heard something, and does not wait while it looks at it.</summary>
    public void End() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _exceeded.Dispose();
    }

    private void GiveUp()
    {
        try
        {
            _exceeded.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call has ended in this moment.
        }
    }
}
