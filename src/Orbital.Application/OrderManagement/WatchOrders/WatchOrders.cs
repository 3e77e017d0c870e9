using MediatR;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.ParkedOrders;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>
/// Watches the source for orders and delivers each, until it is cancelled. Of several listeners on one source one works and the
/// others stand by. No outage ends it; an exception is an error in this program.
/// </summary>
public sealed record WatchOrders : IRequest;

internal sealed partial class WatchOrdersHandler(
    IOrderFeed feed,
    ICheckpointStore checkpoints,
    IListenerLease leases,
    IMediator mediator,
    KitchenLanes lanes,
    ParkedOrdersTakeover parked,
    FeedStatus status,
    WatchOrdersOptions options,
    TimeProvider time,
    ILogger<WatchOrdersHandler> logger)
    : IRequestHandler<WatchOrders>
{
    private readonly FeedRetry _retry = new(status, time, logger);

    public async Task<Unit> Handle(WatchOrders request, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await TakeATermAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Unit.Value;
        }
        finally
        {
            status.Update(state => state with { Role = FeedRole.Stopped });
        }
    }

    private async Task TakeATermAsync(CancellationToken cancellationToken)
    {
        try
        {
            status.Turn();
            var askedAt = time.GetTimestamp();
            var lease = await leases.TryAcquireAsync(options.LeaseDuration, cancellationToken);
            if (lease is null)
                await StandByAsync(cancellationToken);
            else
                await WorkAsync(lease, askedAt, cancellationToken);
        }
        catch (FeedUnavailableException exception)
        {
            await _retry.WaitAfterAsync(exception, cancellationToken);
        }
    }

    private async Task StandByAsync(CancellationToken cancellationToken)
    {
        if (status.State.Role != FeedRole.Standby)
            LogStandby();
        _retry.StoodBy();
        status.Update(state => state with { Role = FeedRole.Standby, ReadUpTo = null, SourceTime = null, Reading = null, Waiting = 0 });
        await status.TurnUntilAsync(Task.Delay(options.StandbyPollInterval, time, cancellationToken));
    }

    private async Task WorkAsync(Lease lease, long askedAt, CancellationToken cancellationToken)
    {
        LogWorking(lease.Holder, lease.Term);
        status.Update(state => state with { Role = FeedRole.Working });
        var keeper = new LeaseKeeper(leases, options, time, logger);
        var term = new ListenerTerm(lease, feed, checkpoints, mediator, lanes, parked, status, _retry, keeper, options, time, logger);
        try
        {
            await term.RunAsync(askedAt, cancellationToken);
        }
        catch (LeaseLostException exception)
        {
            OrderManagementMeter.LeasesLost.Add(1);
            LogLeaseLost(lease.Term, exception.Message);
            status.Update(state => state with { Role = FeedRole.Starting });
            await _retry.WaitOutAsync(cancellationToken);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
                await ReleaseAsync(lease);
        }
    }

    private async Task ReleaseAsync(Lease lease)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            await leases.ReleaseAsync(lease, patience.Token);
        }
        catch (Exception exception) when (exception is FeedUnavailableException or OperationCanceledException)
        {
            LogReleaseFailed(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Another listener works on this collection; this one stands by")]
    private partial void LogStandby();

    [LoggerMessage(Level = LogLevel.Information, Message = "Listener {Holder} works, term {Term}")]
    private partial void LogWorking(string holder, long term);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Term {Term} of this listener is over: {Problem}")]
    private partial void LogLeaseLost(long term, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease could not be given back and runs out by itself: {Problem}")]
    private partial void LogReleaseFailed(string problem);
}
