namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>
/// Lets the first call to a kitchen go alone, and those behind it a few at a time: calls that begin together are sent in any sequence, those that
/// wait for a connection above all, and the oldest orders would not be the first.
/// </summary>
/// <param name="patience">How long after the first call this lasts at most: a kitchen that hangs holds nobody back here.</param>
/// <param name="time">The clock.</param>
internal sealed class FirstContact(TimeSpan patience, TimeProvider time)
{
    // Few enough that an order comes at most so many places late, and enough that a listener that takes over is soon at full speed.
    private const int AtATime = 16;
    private const int Calls = 48;

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private ITimer? _timer;
    private int _running;
    private int _ended;
    private volatile bool _isMade;

    /// <summary>Makes a call, or waits until it may be made.</summary>
    public Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        _isMade ? call() : CallInTurnAsync(call, cancellationToken);

    private async Task<T> CallInTurnAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if (BeginOrWait() is { } turn)
        {
            await using var registration = cancellationToken.UnsafeRegister(_ => turn.TrySetCanceled(cancellationToken), null);
            await turn.Task;
        }

        try
        {
            return await call();
        }
        finally
        {
            LetGo(ended: 1);
        }
    }

    /// <summary>Null when the call may be made now.</summary>
    private TaskCompletionSource? BeginOrWait()
    {
        lock (_lock)
        {
            _timer ??= time.CreateTimer(_ => LetGo(ended: Calls), null, patience, Timeout.InfiniteTimeSpan);
            if (_isMade || (_waiting.Count == 0 && HasRoom))
            {
                _running++;
                return null;
            }

            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return turn;
        }
    }

    private bool HasRoom => _ended >= Calls || _running < (_ended == 0 ? 1 : AtATime);

    /// <summary>Those that may go now go on in this thread, one after the other, each until its call is on its way.</summary>
    private void LetGo(int ended)
    {
        var released = new List<TaskCompletionSource>();
        lock (_lock)
        {
            _ended += ended;
            _running -= ended == 1 ? 1 : 0;
            while (HasRoom && _waiting.TryDequeue(out var turn))
            {
                _running++;
                released.Add(turn);
            }
        }

        foreach (var turn in released)
        {
            if (!turn.TrySetResult())
                LetGo(ended: 1);
        }

        // Only now may one that comes later go without waiting.
        _isMade |= _ended >= Calls;
    }
}
