using Microsoft.Extensions.Logging;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Saves the tracker's position while one term lasts: soon after an effect, now and then when all is quiet.</summary>
internal sealed partial class CheckpointWriter(
    CheckpointTracker tracker,
    ICheckpointStore store,
    FeedStatus status,
    FeedRetry retry,
    WatchOrdersOptions options,
    TimeProvider time,
    ILogger logger)
{
    private FeedCheckpoint? _unsaved;
    private long? _savedAt;

    /// <summary>Runs until it is cancelled or the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken cancellationToken)
    {
        var failures = 0;
        var recovery = retry.Recovery;
        while (true)
        {
            if (failures == 0)
                await Task.Delay(options.CheckpointInterval, time, cancellationToken);
            else if (await RecoversWithinAsync(BackOffSchedule.DelayAfter(failures), recovery, cancellationToken))
                failures = 0;
            recovery = retry.Recovery;
            try
            {
                await SaveAsync(lease, alsoQuiet: IdleIsOver(), cancellationToken);
                failures = 0;
            }
            catch (FeedUnavailableException exception)
            {
                failures++;
                OrderManagementMeter.CheckpointFailures.Add(1);
                LogSaveFailed(exception.Message, BackOffSchedule.DelayAfter(failures));
            }
        }
    }

    /// <summary>Saves what is finished and not yet saved.</summary>
    public async Task SaveAsync(Lease lease, bool alsoQuiet, CancellationToken cancellationToken)
    {
        _unsaved = tracker.Take(alsoQuiet) ?? _unsaved;
        if (_unsaved is null)
            return;
        await store.SaveAsync(_unsaved, lease, cancellationToken);
        _savedAt = time.GetTimestamp();
        var (saved, now) = (_unsaved.Position, time.GetUtcNow());
        status.Update(state => state with { Position = saved, PositionSavedAt = now });
        _unsaved = null;
    }

    /// <summary>Waits for the delay, or until the feed answers again: then the outage is over, and true is returned.</summary>
    private async Task<bool> RecoversWithinAsync(TimeSpan delay, Task recovery, CancellationToken cancellationToken)
    {
        try
        {
            await recovery.WaitAsync(delay, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // By elapsed time: a wall clock that is put back must not let the position of a quiet feed age.
    private bool IdleIsOver() => _savedAt is not { } savedAt || time.GetElapsedTime(savedAt) >= options.IdleCheckpointInterval;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The checkpoint could not be saved: {Problem}; next attempt in {Delay}")]
    private partial void LogSaveFailed(string problem, TimeSpan delay);
}
