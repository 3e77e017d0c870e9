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
    private FeedPosition? _present;
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
                _next ??= await FirstStartAsync(cancellationToken);
                await TakeOverAsync(cancellationToken);
                LogOpening(Describe(_next));
                await using var session = await feed.OpenAsync(_next, cancellationToken);
                await ReadAsync(session, dispatcher, cancellationToken);
            }
            catch (FeedHistoryLostException exception)
            {
                OrderManagementMeter.HistoryLost.Add(1);
                LogHistoryLost(exception.Message);
                _next = new FeedStart.Beginning();
                await retry.WaitAfterAsync(exception, cancellationToken);
            }
            catch (FeedUnavailableException exception)
            {
                await retry.WaitAfterAsync(exception, cancellationToken);
            }
        }
    }

    private async Task ReadAsync(IOrderFeedSession session, OrderDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var generation = retry.Generation;
        while (true)
        {
            var batch = await session.ReadAsync(cancellationToken);
            retry.Answered();
            OrderManagementMeter.Read.Add(batch.Changes.Count);
            var waiting = batch.Changes.Count;
            foreach (var change in batch.Changes)
            {
                HaveWaiting(waiting--);
                await dispatcher.DispatchAsync(change, () => retry.Processed(generation), cancellationToken);
                GoOnAfter(change.Position);
                HaveReadUpTo(change.At);
            }

            HaveWaiting(waiting);
            if (batch.Position is null)
                continue;
            _tracker.Mark(batch.Position);
            GoOnAfter(batch.Position);
            if (batch.Changes.Count == 0)
                HaveReadUpTo(status.State.LastReplyAt);
        }
    }

    private void HaveWaiting(int changes) => status.Update(state => state with { Waiting = changes });

    private void HaveReadUpTo(DateTimeOffset? moment)
    {
        if (moment is not null)
            status.Update(state => state with { ReadUpTo = moment });
    }

    /// <summary>What was dispatched is remembered here until it is finished, so a reopened feed goes on behind it.</summary>
    private void GoOnAfter(FeedPosition? position)
    {
        if (position is not null)
            _next = new FeedStart.After(position);
    }

    private async Task<FeedStart> FirstStartAsync(CancellationToken cancellationToken)
    {
        var position = await checkpoints.LoadAsync(lease, cancellationToken);
        if (position is null && options.StartFrom == FirstStart.Beginning)
            return new FeedStart.Beginning();
        if (position is null && options is { StartFrom: FirstStart.Time, StartTime: { } time })
            return new FeedStart.At(time);
        position ??= await PinPresentAsync(cancellationToken);
        status.Update(state => state with { Position = position });
        return new FeedStart.After(position);
    }

    /// <summary>Read behind the checkpoint: what that has passed was parked by then, or finished.</summary>
    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        if (_hasTakenOver)
            return;
        await parked.TakeOverAsync(lease.Term, cancellationToken);
        _hasTakenOver = true;
    }

    /// <summary>"From now on" is one moment: saved before any work, so that no failure or takeover moves it past an order.</summary>
    private async Task<FeedPosition> PinPresentAsync(CancellationToken cancellationToken)
    {
        _present ??= await feed.GetPresentAsync(cancellationToken);
        await checkpoints.SaveAsync(_present, lease, cancellationToken);
        return _present;
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
        FeedStart.After => "after the last position",
        FeedStart.At at => $"from {at.Time:O} on",
        _ => "with all that the collection holds",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Opening the order feed {Start}")]
    private partial void LogOpening(string start);

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: the changes after the last position are not to be had ({Problem}); the whole collection is delivered again")]
    private partial void LogHistoryLost(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listener stopped reading")]
    private partial void LogReadingStopped();

    [LoggerMessage(Level = LogLevel.Information, Message = "Sends in flight are finished; {Unfinished} orders are left for the next start")]
    private partial void LogDrained(int unfinished);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last checkpoint could not be saved: {Problem}")]
    private partial void LogLastSaveFailed(string problem);
}
