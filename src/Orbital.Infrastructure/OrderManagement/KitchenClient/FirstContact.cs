namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>
/// Lets the first call to a kitchen go alone, and the others behind it in their sequence: calls that wait together for a connection are let go in
/// any sequence, and the oldest orders would not be the first.
/// </summary>
/// <param name="patience">How long the others wait at most.</param>
/// <param name="time">The clock.</param>
internal sealed class FirstContact(TimeSpan patience, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _hasBegun;
    private volatile bool _isMade;

    /// <summary>Makes a call, or waits until it may be made.</summary>
    public Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        _isMade ? call() : CallSoonAsync(call, cancellationToken);

    private async Task<T> CallSoonAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if (BeginOrWait() is { } turn)
        {
            await using var registration = cancellationToken.UnsafeRegister(_ => turn.TrySetCanceled(cancellationToken), null);
            await turn.Task;
            return await call();
        }

        await using var timer = time.CreateTimer(_ => LetGo(), null, patience, Timeout.InfiniteTimeSpan);
        try
        {
            return await call();
        }
        finally
        {
            LetGo();
        }
    }

    /// <summary>Null for the first; the others go on in the thread that lets them go, one after the other.</summary>
    private TaskCompletionSource? BeginOrWait()
    {
        lock (_lock)
        {
            if (_isMade || !_hasBegun)
            {
                _hasBegun = true;
                return _isMade ? Done() : null;
            }

            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return turn;
        }
    }

    private void LetGo()
    {
        while (true)
        {
            TaskCompletionSource? turn;
            lock (_lock)
            {
                // Only when nobody waits may a new one overtake.
                if (!_waiting.TryDequeue(out turn))
                {
                    _isMade = true;
                    return;
                }
            }

            turn.TrySetResult();
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
