using Microsoft.Extensions.Logging;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Renews a lease until it is cancelled or the lease is lost.</summary>
internal sealed partial class LeaseKeeper(IListenerLease leases, WatchOrdersOptions options, TimeProvider time, ILogger logger)
{
    /// <param name="lease">The lease to keep.</param>
    /// <param name="askedAt">A timestamp taken before the lease was asked for: it certainly holds that long.</param>
    /// <param name="cancellationToken">Ends the renewals; the lease stays as it is.</param>
    /// <exception cref="LeaseLostException">Another listener has it, or its time is over by this machine's own count.</exception>
    public async Task RunAsync(Lease lease, long askedAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.LeaseDuration / 3, time, cancellationToken);
            var asked = time.GetTimestamp();
            try
            {
                if (!await RenewAsync(lease, Remaining(askedAt), cancellationToken))
                    throw new LeaseLostException("another listener has taken the lease");
                askedAt = asked;
            }
            catch (FeedUnavailableException exception) when (Remaining(askedAt) > TimeSpan.Zero)
            {
                // One failed renewal is no reason to stop: nobody else can have the lease before its time is over.
                LogRenewalFailed(exception.Message, Remaining(askedAt));
            }
            catch (FeedUnavailableException exception)
            {
                throw new LeaseLostException($"the lease ran out: {exception.Message}");
            }
        }
    }

    private TimeSpan Remaining(long askedAt) => options.LeaseDuration - time.GetElapsedTime(askedAt);

    private async Task<bool> RenewAsync(Lease lease, TimeSpan remaining, CancellationToken cancellationToken)
    {
        if (remaining <= TimeSpan.Zero)
            throw new FeedUnavailableException("no renewal in time");
        try
        {
            return await leases.TryRenewAsync(lease, options.LeaseDuration, cancellationToken).WaitAsync(remaining, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new FeedUnavailableException("no reply to a renewal", exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease could not be renewed: {Problem}; it holds for another {Remaining}")]
    private partial void LogRenewalFailed(string problem, TimeSpan remaining);
}
