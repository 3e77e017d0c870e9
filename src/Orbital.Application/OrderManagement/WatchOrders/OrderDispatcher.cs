using MediatR;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.ParkedOrders;

namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>
/// Works on many changes at once, at most as many as the window allows, and on the changes of one order strictly one after the other.
/// </summary>
internal sealed class OrderDispatcher(IMediator mediator, CheckpointTracker tracker, FeedStatus status, long term, int maxInFlight) : IDisposable
{
    private readonly SemaphoreSlim _window = new(maxInFlight);
    private readonly Lock _lock = new();
    private readonly HashSet<Turn> _running = [];
    private readonly Dictionary<string, Turn> _lastOfOrder = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();

    /// <summary>Fails when a delivery ends with an exception that it should have turned into an outcome: an error in this program.</summary>
    public Task Fault => _fault.Task;

    /// <summary>Begins work on a change, as soon as the window has room.</summary>
    /// <param name="change">The next change of the feed.</param>
    /// <param name="processed">Called when the change is finished.</param>
    /// <param name="cancellationToken">Gives up waiting for room.</param>
    public async Task DispatchAsync(OrderChange change, Action processed, CancellationToken cancellationToken)
    {
        await _window.WaitAsync(cancellationToken);
        var turn = new Turn(change, tracker.Begin(change.Position), processed);
        lock (_lock)
        {
            if (change.DocumentId is { } order)
            {
                turn.Previous = _lastOfOrder.GetValueOrDefault(order);
                _lastOfOrder[order] = turn;
            }

            _running.Add(turn);
            status.Update(state => state with { InFlight = _running.Count });
        }

        // Not handed to the thread pool, which would begin them in any sequence: the oldest order is the first to be sent.
        turn.Work = RunFromFeedAsync(turn);
    }

    /// <summary>
    /// Works on an order that was parked, until its kitchen has it. However long that takes it holds up no other: it needs no room in the window,
    /// and what comes about the same order is parked behind it.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="remove">Takes it out of the store.</param>
    public async Task DispatchParkedAsync(ParkedOrder order, Func<CancellationToken, Task> remove)
    {
        var turn = new Turn(order.Change, entry: null, processed: () => { });
        lock (_lock)
        {
            _running.Add(turn);
            status.Update(state => state with { InFlight = _running.Count });
            turn.Work = Task.Run(() => RunAsync(turn, SendAsync), CancellationToken.None);
        }

        await turn.Work;

        async Task<Delivery> SendAsync()
        {
            var delivery = await mediator.Send(new DeliverParkedOrder(order, _stopping.Token), _abandon.Token);
            await remove(_abandon.Token);
            return delivery;
        }
    }

    /// <summary>Begins no further attempt, waits for those in flight, and gives them up after the timeout.</summary>
    /// <returns>How many changes were not finished: they come again after the next start.</returns>
    public async Task<int> StopAsync(TimeSpan timeout, TimeProvider time)
    {
        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(timeout, time);
        await using var giveUp = patience.Token.UnsafeRegister(_ => _abandon.Cancel(), null);
        Turn[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running.Select(turn => turn.Work));
        return running.Count(turn => !turn.Finished);
    }

    public void Dispose()
    {
        _window.Dispose();
        _stopping.Dispose();
        _abandon.Dispose();
    }

    private async Task RunFromFeedAsync(Turn turn)
    {
        await RunAsync(turn, async () =>
        {
            await WaitForPreviousAsync(turn);
            return await mediator.Send(new DeliverOrder.DeliverOrder(turn.Change, term, _stopping.Token), _abandon.Token);
        });
        _window.Release();
    }

    private async Task RunAsync(Turn turn, Func<Task<Delivery>> deliver)
    {
        try
        {
            Finish(turn, await deliver());
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Not finished, so the checkpoint stays before it: the change comes again after the next start.
        }
        catch (Exception exception)
        {
            _fault.TrySetException(exception);
        }
        finally
        {
            Leave(turn);
        }
    }

    private static async Task WaitForPreviousAsync(Turn turn)
    {
        if (turn.Previous is not { } previous)
            return;
        await previous.Work;
        if (!previous.Finished)
            throw new OperationCanceledException("An earlier change of the same order was not finished.");
        turn.Previous = null;
    }

    private void Finish(Turn turn, Delivery delivery)
    {
        turn.Finished = true;
        if (turn.Entry is not null)
            tracker.Finish(turn.Entry);
        // Before the status says so: who has seen a delivery must find the back-off reset.
        turn.Processed();
        status.Update(state => delivery switch
        {
            Delivery.Delivered => state with { Delivered = state.Delivered + 1 },
            Delivery.Cancelled => state with { Cancelled = state.Cancelled + 1 },
            Delivery.SetAside => state with { SetAside = state.SetAside + 1 },
            _ => state,
        });
    }

    private void Leave(Turn turn)
    {
        lock (_lock)
        {
            _running.Remove(turn);
            if (turn.Change.DocumentId is { } order && _lastOfOrder.GetValueOrDefault(order) == turn)
                _lastOfOrder.Remove(order);
            status.Update(state => state with { InFlight = _running.Count });
        }
    }

    /// <summary>One change on its way.</summary>
    private sealed class Turn(OrderChange change, CheckpointTracker.Entry? entry, Action processed)
    {
        public OrderChange Change { get; } = change;
        public CheckpointTracker.Entry? Entry { get; } = entry;
        public Action Processed { get; } = processed;
        public Turn? Previous { get; set; }
        public Task Work { get; set; } = Task.CompletedTask;
        public bool Finished { get; set; }
    }
}
