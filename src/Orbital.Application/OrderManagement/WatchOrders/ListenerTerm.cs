using MediatR;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.ParkedOrders;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>
/// What a listener does while it holds the lease: read, dispatch, save the position, renew. It ends when it is stopped, when the
/// lease is lost, or with an error in this program; the feed being away only makes it wait.
/// </summary>
internal sealed partial class ListenerTerm(
    Lease lease,
    IOrderFeed feed,
    ICheckpointStore checkpoints,
    IMediator mediator,
    KitchenLanes lanes,
    ParkedOrdersTakeover parked,
    FeedStatus status,
    FeedRetry retry,
    LeaseKeeper keeper,
    WatchOrdersOptions options,
    TimeProvider time,
    ILogger logger)
{
    private readonly CheckpointTracker _tracker = new();
    private FeedStart? _next;
    private FeedPresent? _present;
    private CollectionReading? _reading;
    private string? _lost;
    private bool _hasTakenOver;

    /// <param name="askedAt">A timestamp taken before the lease was asked for.</param>
    /// <param name="stopping">Ends the term in order: reading first, then the sends in flight, then the last checkpoint.</param>
    /// <exception cref="LeaseLostException">Another listener has taken over.</exception>
    public async Task RunAsync(long askedAt, CancellationToken stopping)
    {
        // A kitchen can fill no more than its own share of the window.
        using var dispatcher = new OrderDispatcher(mediator, _tracker, status, lease.Term, options.MaxInFlight * lanes.Count);
        var writer = new CheckpointWriter(_tracker, checkpoints, status, retry, options, time, logger);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] work =
        [
            ReadAsync(dispatcher, over.Token),
            writer.RunAsync(lease, over.Token),
            keeper.RunAsync(lease, askedAt, over.Token),
            dispatcher.Fault.WaitAsync(over.Token),
            parked.KeepCountAsync(over.Token),
            .. lanes.Select(lane => parked.DrainOf(lane, dispatcher).RunAsync(over.Token)),
        ];
        var first = await Task.WhenAny(work);
        await over.CancelAsync();
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LogReadingStopped();

        var lost = first.Exception?.InnerException is LeaseLostException;
        var unfinished = await dispatcher.StopAsync(lost ? TimeSpan.Zero : options.DrainTimeout, time);
        LogDrained(unfinished);
        if (lost)
            lanes.Forget();
        else
            await SaveLastAsync(writer);
        await first;
    }

    private async Task ReadAsync(OrderDispatcher dispatcher, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var session = await OpenAsync(cancellationToken);
                await ReadAsync(session, dispatcher, cancellationToken);
            }
            catch (FeedHistoryLostException exception)
            {
                OrderManagementMeter.HistoryLost.Add(1);
                LogHistoryLost(exception.Message);
                (_next, _present, _lost) = (null, null, exception.Message);
                await retry.WaitAfterAsync(exception, cancellationToken);
            }
            catch (FeedUnavailableException exception)
            {
                await retry.WaitAfterAsync(exception, cancellationToken);
            }
        }
    }

    private async Task<IOrderFeedSession> OpenAsync(CancellationToken cancellationToken)
    {
        status.Turn();
        _next ??= await (_lost is null ? StartAsync(cancellationToken) : ReadAgainAsync(_lost, cancellationToken));
        await status.TurnUntilAsync(TakeOverAsync(cancellationToken));
        LogOpening(Describe(_next));
        return await feed.OpenAsync(_next, cancellationToken);
    }

    private async Task ReadAsync(IOrderFeedSession session, OrderDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var generation = retry.Generation;
        while (true)
        {
            status.Turn();
            var batch = await session.ReadAsync(cancellationToken);
            retry.Answered();
            OrderManagementMeter.Read.Add(batch.Changes.Count);
            HaveSourceTime(batch.SourceTime);
            var waiting = batch.Changes.Count;
            foreach (var change in batch.Changes)
            {
                HaveWaiting(waiting--);
                await status.TurnUntilAsync(dispatcher.DispatchAsync(change, () => retry.Processed(generation), cancellationToken));
                GoOnAfter(change.Position);
                HaveReadUpTo(change.At);
            }

            HaveWaiting(waiting);
            _tracker.Mark(batch.Position, batch.Reading);
            if (batch.Reading is not null)
                HaveRead(batch.Reading);
            GoOnAfter(batch.Position);
            HaveReadUpTo(batch.ReadUpTo);
        }
    }

    private void HaveWaiting(int changes) => status.Update(state => state with { Waiting = changes });

    private void HaveSourceTime(DateTimeOffset? clock)
    {
        if (clock is not null)
            status.Update(state => state with { SourceTime = clock, SourceTimeTaken = time.GetTimestamp() });
    }

    private void HaveReadUpTo(DateTimeOffset? moment)
    {
        if (moment is not null && _reading is null or { IsSecond: true })
            status.Update(state => state with { ReadUpTo = moment });
    }

    /// <summary>What was dispatched is remembered here until it is finished, so a reopened feed goes on behind it.</summary>
    private void GoOnAfter(FeedPosition? position)
    {
        if (position is not null)
            _next = new FeedStart.After(position, _reading);
        else if (_next is FeedStart.After after)
            _next = after with { Reading = _reading };
    }

    /// <summary>Takes note of how far the reading of the collection has come.</summary>
    private void HaveRead(CollectionReading reading)
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

    /// <summary>What the stream lost is in the collection: that is read beside a new stream, so that new orders need not wait for it.</summary>
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
    /// "From now on" is one moment: saved before any work, so that no failure or takeover moves it past an order. With a reading it is saved soon,
    /// so that one that is interrupted goes on beside the same stream; until then it begins anew.
    /// </summary>
    private async Task<FeedStart> GoOnFromAsync(FeedPresent present, CancellationToken cancellationToken)
    {
        if (_reading is null)
            await checkpoints.SaveAsync(new FeedCheckpoint(present.Position, Reading: null), lease, cancellationToken);
        _tracker.Restart(present.Position, _reading);
        _lost = null;
        status.Update(state => state with { Position = _reading is null ? present.Position : state.Position, Reading = _reading });
        return new FeedStart.After(present.Position, _reading);
    }

    /// <summary>Read behind the checkpoint: what that has passed was parked by then, or finished.</summary>
    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        if (_hasTakenOver)
            return;
        await parked.TakeOverAsync(lease.Term, cancellationToken);
        _hasTakenOver = true;
    }

    private async Task SaveLastAsync(CheckpointWriter writer)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            await writer.SaveAsync(lease, alsoQuiet: true, patience.Token);
        }
        catch (Exception exception) when (exception is FeedUnavailableException or LeaseLostException or OperationCanceledException)
        {
            // Without harm: what was delivered since the last checkpoint is sent again, and the kitchen knows it.
            LogLastSaveFailed(exception.Message);
        }
    }

    private static string Describe(FeedStart start) => start switch
    {
        FeedStart.After { Reading: not null } => "after the last position, and what the collection holds beside it",
        FeedStart.At at => $"from {at.Time:O} on",
        _ => "after the last position",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Opening the order feed {Start}")]
    private partial void LogOpening(string start);

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: the changes after the last position are not to be had ({Problem}); the collection is read again")]
    private partial void LogHistoryLost(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: the second reading of the collection waits, because nobody can tell which of its documents were there at the first start: decide with POST /api/v1/feed/second-reading (it began because: {Reason})")]
    private partial void LogReadingHeld(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The collection is read: {HandedOut} documents were handed out, {PassedOver} passed over")]
    private partial void LogReadingComplete(long handedOut, long passedOver);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listener stopped reading")]
    private partial void LogReadingStopped();

    [LoggerMessage(Level = LogLevel.Information, Message = "Sends in flight are finished; {Unfinished} orders are left for the next start")]
    private partial void LogDrained(int unfinished);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last checkpoint could not be saved: {Problem}")]
    private partial void LogLastSaveFailed(string problem);
}
