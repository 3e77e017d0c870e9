using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.ParkedOrders;

/// <summary>Brings one kitchen what was parked for it while one term lasts: the longest parked first, many orders at once.</summary>
internal sealed partial class ParkedDrain(
    KitchenLane lane, IParkedOrderStore store, OrderDispatcher dispatcher, int maxInFlight, TimeProvider time, ILogger logger)
{
    // A listener that lost its lease may have left something that no signal tells of.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Task> _onTheirWay = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _ended = [];

    /// <summary>Runs until it is cancelled; what is on its way then is the dispatcher's to end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                var changed = lane.Parked.Changed;
                if (lane.Parked.IsEmpty && await HearsAsync(changed, cancellationToken))
                    continue;
                if (!await BeginAsync(cancellationToken))
                    await HearsAsync(changed, cancellationToken);
                failures = 0;
            }
            catch (FeedUnavailableException exception)
            {
                var delay = BackOffSchedule.DelayAfter(++failures);
                LogReadFailed(lane.Name, exception.Message, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    /// <summary>Lets a page of orders go, each as soon as there is room; false when there was none to begin with.</summary>
    private async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        // Those that ended before the read can come again only if they were parked anew; those that end during it are still in the page.
        while (_ended.TryDequeue(out var order))
            _onTheirWay.Remove(order);

        var arrivals = lane.Parked.Arrivals;
        var page = await store.ReadAsync(lane.Name, 2 * maxInFlight, cancellationToken);
        if (page.Count == 0 && _onTheirWay.Count == 0)
            lane.Parked.FoundEmpty(arrivals);
        var waiting = page.Where(order => !_onTheirWay.ContainsKey(order.OrderId)).ToList();
        if (waiting.Count == 0)
            return false;

        lane.Parked.Found();
        foreach (var order in waiting)
        {
            await WaitForRoomAsync(cancellationToken);
            _onTheirWay[order.OrderId] = BringAsync(order);
        }

        return true;
    }

    private async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        var running = _onTheirWay.Values.Where(way => !way.IsCompleted).ToList();
        if (running.Count >= maxInFlight)
            await Task.WhenAny(running).WaitAsync(cancellationToken);
    }

    private async Task BringAsync(ParkedOrder order)
    {
        // Until it is removed too it counts as on its way: it is not sent again meanwhile.
        await dispatcher.DispatchParkedAsync(order, cancellationToken => store.RemoveAsync(order, cancellationToken));
        _ended.Enqueue(order.OrderId);
        lane.Parked.Signal();
    }

    /// <summary>False when nothing was heard for long: then it is time to look all the same.</summary>
    private async Task<bool> HearsAsync(Task changed, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(LongestWait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The orders parked for kitchen {Kitchen} could not be read: {Problem}; next attempt in {Delay}")]
    private partial void LogReadFailed(string kitchen, string problem, TimeSpan delay);
}
