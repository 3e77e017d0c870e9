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
    private FeedPlace? _place;
    private bool _hasTakenOver;

    private FeedPlace Place => _place ??= new FeedPlace(lease, feed, checkpoints, _tracker, status, options, logger);

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
            Task.Run(() => ReadAsync(dispatcher, over.Token), CancellationToken.None),
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
                Place.Lose(exception.Message);
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
        var start = await Place.FindAsync(cancellationToken);
        await status.TurnUntilAsync(TakeOverAsync(cancellationToken));
        LogOpening(Describe(start));
        return await feed.OpenAsync(start, cancellationToken);
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
                Place.GoOnAfter(change.Position);
                HaveReadUpTo(change.At);
            }

            HaveWaiting(waiting);
            _tracker.Mark(batch.Position, batch.Reading);
            if (batch.Reading is not null)
                Place.HaveRead(batch.Reading);
            Place.GoOnAfter(batch.Position);
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
        if (moment is not null && Place.TellsReadUpTo)
            status.Update(state => state with { ReadUpTo = moment });
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

    [LoggerMessage(Level = LogLevel.Error, Message =
        "ALARM: the changes after the last position are not to be had ({Problem}); the collection is read again")]
    private partial void LogHistoryLost(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listener stopped reading")]
    private partial void LogReadingStopped();

    [LoggerMessage(Level = LogLevel.Information, Message = "Sends in flight are finished; {Unfinished} orders are left for the next start")]
    private partial void LogDrained(int unfinished);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last checkpoint could not be saved: {Problem}")]
    private partial void LogLastSaveFailed(string problem);
}
