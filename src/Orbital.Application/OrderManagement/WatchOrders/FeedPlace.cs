using Microsoft.Extensions.Logging;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>
/// Where one term opens the feed next: behind the checkpoint, where a first start begins, or at a new stream beside which the collection is read
/// because changes were lost.
/// </summary>
internal sealed partial class FeedPlace(
    Lease lease, IOrderFeed feed, ICheckpointStore checkpoints, CheckpointTracker tracker, FeedStatus status, WatchOrdersOptions options, ILogger logger)
{
    private FeedStart? _next;
    private FeedPresent? _present;
    private CollectionReading? _reading;
    private string? _lost;

    /// <summary>False while a first start reads the collection: then nobody knows up to when everything is read.</summary>
    public bool TellsReadUpTo => _reading is null or { IsSecond: true };

    public async Task<FeedStart> FindAsync(CancellationToken cancellationToken) =>
        _next ??= await (_lost is null ? StartAsync(cancellationToken) : ReadAgainAsync(_lost, cancellationToken));

    /// <summary>The changes from here on are not to be had.</summary>
    public void Lose(string problem) => (_next, _present, _lost) = (null, null, problem);

    /// <summary>The tracker remembers each dispatched change until it is finished, so a reopened feed goes on behind it.</summary>
    public void GoOnAfter(FeedPosition? position)
    {
        if (position is not null)
            _next = new FeedStart.After(position, _reading);
        else if (_next is FeedStart.After after)
            _next = after with { Reading = _reading };
    }

    /// <summary>Takes note of how far the reading of the collection has come.</summary>
    public void HaveRead(CollectionReading reading)
    {
        if (reading.IsHeld && _reading is { IsHeld: false })
            LogReadingHeld(reading.Reason);
        if (reading.IsComplete)
            LogReadingComplete(reading.HandedOut, reading.PassedOver);
        _reading = reading.IsComplete ? null : reading;
        status.Update(state => state with { Reading = _reading });
    }

    private async Task<FeedStart> StartAsync(CancellationToken cancellationToken)
    {
        if (await checkpoints.LoadAsync(lease, cancellationToken) is { } saved)
        {
            _reading = saved.Reading;
            status.Update(state => state with { Position = saved.Position, Reading = saved.Reading });
            return new FeedStart.After(saved.Position, saved.Reading);
        }

        if (_present is null)
            await feed.KeepFirstStartAsync(options.StartFrom, options.StartTime, cancellationToken);
        if (options is { StartFrom: FirstStart.Time, StartTime: { } moment })
            return new FeedStart.At(moment);
        _present ??= await feed.GetPresentAsync(cancellationToken);
        if (options.StartFrom == FirstStart.Beginning)
            _reading = new CollectionReading { Reason = "first start", Since = _present.At };
        return await GoOnFromAsync(_present, cancellationToken);
    }

    /// <summary>The collection holds the orders that the stream lost: it is read beside a new stream, so that new orders need not wait for it.</summary>
    private async Task<FeedStart> ReadAgainAsync(string problem, CancellationToken cancellationToken)
    {
        _present ??= await feed.GetPresentAsync(cancellationToken);
        _reading = new CollectionReading
        {
            Reason = problem,
            Since = _present.At,
            IsSecond = _reading is not { IsSecond: false },
            IsBounded = options.StartFrom != FirstStart.Beginning,
        };
        return await GoOnFromAsync(_present, cancellationToken);
    }

    /// <summary>
    /// "From now on" is one moment: saved before any work, so that no failure or takeover moves it past an order. With a reading it is saved
    /// soon, so that one that is interrupted goes on beside the same stream; until then it begins anew.
    /// </summary>
    private async Task<FeedStart> GoOnFromAsync(FeedPresent present, CancellationToken cancellationToken)
    {
        if (_reading is null)
            await checkpoints.SaveAsync(new FeedCheckpoint(present.Position, Reading: null), lease, cancellationToken);
        tracker.Restart(present.Position, _reading);
        _lost = null;
        status.Update(state => state with { Position = _reading is null ? present.Position : state.Position, Reading = _reading });
        return new FeedStart.After(present.Position, _reading);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: the second reading of the collection waits, because nobody can tell which of its documents " +
        "were there at the first start: decide with POST /api/v1/feed/second-reading (it began because: {Reason})")]
    private partial void LogReadingHeld(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The collection is read: {HandedOut} documents were handed out, {PassedOver} passed over")]
    private partial void LogReadingComplete(long handedOut, long passedOver);
}
