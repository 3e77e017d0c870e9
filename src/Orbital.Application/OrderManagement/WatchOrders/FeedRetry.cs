using Microsoft.Extensions.Logging;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Waits between attempts to reach the feed's source, for ever, and starts over once a change was processed.</summary>
internal sealed partial class FeedRetry(FeedStatus status, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private int _failures;
    private int _generation;
    private TaskCompletionSource _recovery = NewRecovery();
    private (long Since, TimeSpan Delay)? _wait;

    /// <summary>Counts the failures of all time: tells a success after the last failure from a late one before it.</summary>
    public int Generation
    {
        get
        {
            lock (_lock)
                return _generation;
        }
    }

    /// <summary>Completes when the source answers for the first time after a failure to come.</summary>
    public Task Recovery
    {
        get
        {
            lock (_lock)
                return _recovery.Task;
        }
    }

    /// <summary>A change that was read in this generation is processed: the next failure is the first again.</summary>
    public void Processed(int generation)
    {
        lock (_lock)
        {
            if (generation == _generation)
                _failures = 0;
        }
    }

    /// <summary>Another listener works, so all is well here: the next failure is the first again.</summary>
    public void StoodBy()
    {
        Answered();
        Processed(Generation);
    }

    /// <summary>The source answered: nothing is wrong any more, though the count stays until a change is processed.</summary>
    public void Answered()
    {
        var now = time.GetUtcNow();
        var backOff = status.State.BackOff;
        status.Update(state => state with { BackOff = null, LastReplyAt = now });
        if (backOff is null)
            return;
        LogAnswered(now - backOff.Since);
        lock (_lock)
        {
            _recovery.SetResult();
            _recovery = NewRecovery();
        }
    }

    /// <summary>Takes note of a failure and waits as long as the schedule says.</summary>
    public async Task WaitAfterAsync(Exception failure, CancellationToken cancellationToken)
    {
        int failures;
        lock (_lock)
        {
            _generation++;
            failures = ++_failures;
        }

        var delay = BackOffSchedule.DelayAfter(failures);
        var now = time.GetUtcNow();
        var wait = Task.Delay(delay, time, cancellationToken);
        _wait = (time.GetTimestamp(), delay);
        OrderManagementMeter.FeedFailures.Add(1);
        LogFailure(failure.Message, failures, delay);
        status.Update(state => state with
        {
            BackOff = new FeedBackOff(failures, state.BackOff?.Since ?? now, delay, now + delay, failure.Message),
        });
        await status.TurnUntilAsync(wait);
    }

    /// <summary>Waits for the rest of a wait that something else cut short: the end of a term is no reason to come early.</summary>
    public async Task WaitOutAsync(CancellationToken cancellationToken)
    {
        // By elapsed time: a wall clock that is put back must not make a minute into a day.
        if (status.State.BackOff is not null && _wait is { } wait && wait.Delay - time.GetElapsedTime(wait.Since) is var rest && rest > TimeSpan.Zero)
            await Task.Delay(rest, time, cancellationToken);
    }

    private static TaskCompletionSource NewRecovery() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The order feed failed: {Problem}; failure {Failures}, next attempt in {Delay}")]
    private partial void LogFailure(string problem, int failures, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "The order feed answers again, after {Duration}")]
    private partial void LogAnswered(TimeSpan duration);
}
