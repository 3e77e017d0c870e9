using Microsoft.Extensions.Logging;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Saves the tracker's position while one term lasts: soon after an effect, now and then when all is quiet.</summary>
internal sealed partial class CheckpointWriter(
    CheckpointTracker tracker, ICheckpointStore store, FeedStatus status, WatchOrdersOptions options, TimeProvider time, ILogger logger)
{
    private FeedPosition? _unsaved;
    private DateTimeOffset? _savedAt;

    /// <summary>Runs until it is cancelled or the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            await Task.Delay(failures == 0 ? options.CheckpointInterval : BackOffSchedule.DelayAfter(failures), time, cancellationToken);
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
        _savedAt = time.GetUtcNow();
        var saved = _unsaved;
        status.Update(state => state with { Position = saved, PositionSavedAt = _savedAt });
        _unsaved = null;
    }

    private bool IdleIsOver() => _savedAt is null || time.GetUtcNow() - _savedAt >= options.IdleCheckpointInterval;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The checkpoint could not be saved: {Problem}; next attempt in {Delay}")]
    private partial void LogSaveFailed(string problem, TimeSpan delay);
}
