using Microsoft.Extensions.Logging;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>
/// Holds orders back while the kitchen takes none. One order at a time then tries, after each delay of the back-off schedule and
/// each time another one; the first that gets through lets all others go. The kitchen is also asked whether it is there: one that was seen
/// away and comes back ends the delay.
/// </summary>
/// <param name="kitchen">The kitchen's name.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
/// <param name="isThere">Asks the kitchen whether it takes orders; null when nobody does.</param>
internal sealed partial class KitchenGate(
    string kitchen, TimeProvider time, ILogger<KitchenGate> logger, Func<CancellationToken, Task<bool>>? isThere = null) : IDisposable
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<Pass>> _waiting = new();
    private readonly List<(TaskCompletionSource<Pass> Turn, Pass Pass)> _released = [];
    private KitchenState _state = new() { Open = true, Since = time.GetUtcNow() };
    private ITimer? _timer;
    private int _generation;
    private int _probedGeneration = -1;
    private bool _probeDue;
    private long _delivered;

    /// <summary>The right to make one attempt; give it back with <see cref="Leave"/>.</summary>
    /// <param name="Generation">Attempts of one generation that fail together count as one failure.</param>
    /// <param name="Probe">This attempt alone finds out whether the kitchen is back.</param>
    public sealed record Pass(int Generation, bool Probe);

    public KitchenState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    /// <summary>Orders delivered so far: tells whether others get through while one does not.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>The right to make an attempt, if none has to wait for it.</summary>
    public Pass? TryEnter()
    {
        lock (_lock)
            return _state.Open ? new Pass(_generation, Probe: false) : null;
    }

    /// <summary>Waits until an attempt may be made.</summary>
    public async Task<Pass> EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<Pass> turn;
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_state.Open)
                return new Pass(_generation, Probe: false);
            if (_probeDue)
                return TakeProbe();
            // Goes on in the thread that releases it, one after the other: the thread pool would let them go in any sequence.
            turn = new TaskCompletionSource<Pass>();
            _waiting.Enqueue(turn);
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => turn.TrySetCanceled(cancellationToken), null);
        return await turn.Task;
    }

    /// <summary>Ends an attempt; <paramref name="outcome"/> is null when it was given up.</summary>
    public void Leave(Pass pass, SendOutcome? outcome)
    {
        lock (_lock)
        {
            switch (outcome?.Kind)
            {
                case SendOutcomeKind.Delivered:
                    Interlocked.Increment(ref _delivered);
                    Open();
                    break;
                case SendOutcomeKind.Refused:
                    Open();
                    break;
                case SendOutcomeKind.Faulted when _state.Open:
                    _state = _state with { FailingSince = _state.FailingSince ?? time.GetUtcNow(), Reason = outcome.Detail };
                    break;
                case SendOutcomeKind.Unavailable or SendOutcomeKind.NotAllowed when pass.Generation == _generation:
                case SendOutcomeKind.Faulted when pass.Probe && pass.Generation == _generation:
                    Close(outcome);
                    break;
                case null when pass.Probe && pass.Generation == _generation:
                    ReleaseProbe();
                    break;
            }
        }

        LetGo();
    }

    /// <summary>This listener sends nothing any more, so it does not know how the kitchen is.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            if (_state.Open)
                return;
            _state = new KitchenState { Open = true, Since = time.GetUtcNow() };
            _generation++;
            _probeDue = false;
            _timer?.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _generation++;
            _timer?.Dispose();
        }
    }

    private void Open()
    {
        if (_state.Open)
        {
            if (_state.FailingSince is not null)
                _state = _state with { FailingSince = null, Reason = null };
            return;
        }

        LogOpen(kitchen, time.GetUtcNow() - _state.Since);
        _state = new KitchenState { Open = true, Since = time.GetUtcNow() };
        _generation++;
        _probeDue = false;
        _timer?.Dispose();
        while (_waiting.TryDequeue(out var turn))
            _released.Add((turn, new Pass(_generation, Probe: false)));
    }

    private void Close(SendOutcome outcome)
    {
        var failures = _state.Failures + 1;
        var delay = BackOffSchedule.DelayAfter(failures);
        var now = time.GetUtcNow();
        var alarm = outcome.Kind == SendOutcomeKind.NotAllowed;
        // Once: what follows is the same alarm.
        if (alarm && !_state.Alarm)
            LogAlarm(kitchen, outcome.Detail, delay);
        else
            LogClosed(kitchen, outcome.Detail, failures, delay);

        _state = new KitchenState
        {
            Open = false,
            Since = _state.Open ? now : _state.Since,
            Failures = failures,
            RetryAt = now + delay,
            Reason = outcome.Detail,
            Alarm = alarm,
        };
        var generation = ++_generation;
        _timer?.Dispose();
        _timer = time.CreateTimer(_ => ProbeAfter(generation), null, delay, Timeout.InfiniteTimeSpan);
        if (isThere is not null)
            _ = Task.Run(() => ProbeOnReturnAsync(generation, isThere));
    }

    /// <summary>
    /// Ends the delay of one failure. Not for a kitchen that says all the time that it is there, and yet takes nothing: it would be asked
    /// to take an order every second.
    /// </summary>
    private async Task ProbeOnReturnAsync(int generation, Func<CancellationToken, Task<bool>> ask)
    {
        for (var wasAway = false; IsCurrent(generation); await Task.Delay(AskInterval, time))
        {
            if (!await ask(CancellationToken.None))
                wasAway = true;
            else if (wasAway)
            {
                ProbeAfter(generation);
                return;
            }
        }
    }

    private bool IsCurrent(int generation)
    {
        lock (_lock)
            return generation == _generation;
    }

    private void ProbeAfter(int generation)
    {
        lock (_lock)
        {
            // Once: by the schedule or by the kitchen's return, whichever comes first.
            if (generation != _generation || generation == _probedGeneration)
                return;
            _probedGeneration = generation;
            ReleaseProbe();
        }

        LetGo();
    }

    /// <summary>Lets the order that has waited longest try, or the next one that comes.</summary>
    private void ReleaseProbe()
    {
        while (_waiting.TryDequeue(out var turn))
        {
            if (turn.Task.IsCompleted)
                continue;
            _released.Add((turn, new Pass(_generation, Probe: true)));
            return;
        }

        _probeDue = true;
    }

    /// <summary>Outside of the lock, for each of them goes on here until its call is on its way: the one that has waited longest first.</summary>
    private void LetGo()
    {
        List<(TaskCompletionSource<Pass> Turn, Pass Pass)> released;
        lock (_lock)
        {
            released = [.. _released];
            _released.Clear();
        }

        foreach (var (turn, pass) in released)
        {
            // An order whose wait was cancelled in this moment leaves the attempt to the next order.
            if (!turn.TrySetResult(pass) && pass.Probe)
                Leave(pass, outcome: null);
        }
    }

    private Pass TakeProbe()
    {
        _probeDue = false;
        return new Pass(_generation, Probe: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Kitchen {Kitchen} takes orders again, after {Duration}")]
    private partial void LogOpen(string kitchen, TimeSpan duration);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kitchen {Kitchen} takes no orders: {Detail}; failure {Failures}, next attempt in {Delay}")]
    private partial void LogClosed(string kitchen, string detail, int failures, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: kitchen {Kitchen} refuses this service: {Detail}; all its orders are held, next attempt in {Delay}")]
    private partial void LogAlarm(string kitchen, string detail, TimeSpan delay);
}
