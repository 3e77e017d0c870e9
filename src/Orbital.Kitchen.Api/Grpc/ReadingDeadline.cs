namespace Orbital.Kitchen.Api.Grpc;

/// <summary>Cuts off a subscriber that leaves unread what it was sent: it catches up by subscribing again.</summary>
internal sealed class ReadingDeadline : IAsyncDisposable
{
    /// <summary>While the host stops: who reads gets the status of the end within it, and the host need not wait for the others.</summary>
    private static readonly TimeSpan WhileStopping = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _usual;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _atStop;
    private readonly ITimer _timer;

    /// <param name="cutOff">Ends the call.</param>
    /// <param name="usual">How long one write may wait, but for the time when the host stops.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">The host stops.</param>
    public ReadingDeadline(Action cutOff, TimeSpan usual, TimeProvider time, CancellationToken stopping)
    {
        (_usual, _stopping) = (usual, stopping);
        _timer = time.CreateTimer(_ => cutOff(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _atStop = stopping.Register(() => _timer.Change(WhileStopping, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Something is being sent.</summary>
    public void Begin()
    {
        _timer.Change(_usual, Timeout.InfiniteTimeSpan);
        if (_stopping.IsCancellationRequested)
            _timer.Change(WhileStopping, Timeout.InfiniteTimeSpan);
    }

    /// <summary>All of it has gone.</summary>
    public void End() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Also waits for a cut that has just begun: it must not hit the next call.</summary>
    public async ValueTask DisposeAsync()
    {
        await _atStop.DisposeAsync();
        await _timer.DisposeAsync();
    }
}
