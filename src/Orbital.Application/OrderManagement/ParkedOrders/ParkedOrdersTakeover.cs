using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.ParkedOrders;

/// <summary>Takes over what earlier terms parked, before anything that is read comes behind it.</summary>
internal sealed partial class ParkedOrdersTakeover(
    KitchenLanes lanes, IParkedOrderStore store, WatchOrdersOptions options, TimeProvider time, ILogger<ParkedOrdersTakeover> logger)
{
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(5);

    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    public async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        var parked = await store.CountAsync(cancellationToken);
        var homeless = parked.Keys.Except(lanes.Select(lane => lane.Name), StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var kitchen in homeless)
            await RehomeAsync(kitchen, cancellationToken);
        if (homeless.Count > 0)
            parked = await store.CountAsync(cancellationToken);
        foreach (var lane in lanes)
            lane.Parked.Load(parked.GetValueOrDefault(lane.Name));
    }

    /// <summary>
    /// Counts anew now and then while anything is parked: a write that was given up may have landed all the same, and only the store knows.
    /// </summary>
    public async Task KeepCountAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CountInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var moves = lanes.Where(lane => !lane.Parked.IsEmpty).Select(lane => (lane.Parked, lane.Name, lane.Parked.Moves)).ToList();
            if (moves.Count > 0)
                await CountAsync(moves, cancellationToken);
        }
    }

    /// <summary>This listener no longer works, so it does not know what is parked.</summary>
    public void Forget()
    {
        foreach (var lane in lanes)
            lane.Parked.Load(0);
    }

    /// <summary>What brings a kitchen its parked orders while the dispatcher lasts.</summary>
    public ParkedDrain DrainOf(KitchenLane lane, OrderDispatcher dispatcher) => new(lane, store, dispatcher, options.MaxInFlight, time, logger);

    private async Task CountAsync(IEnumerable<(ParkingLot Lot, string Name, long Moves)> lots, CancellationToken cancellationToken)
    {
        try
        {
            var counts = await store.CountAsync(cancellationToken);
            foreach (var (lot, name, moves) in lots)
                lot.Counted(counts.GetValueOrDefault(name), moves);
        }
        catch (FeedUnavailableException)
        {
            // The next count tells; what is parked is read all the same.
        }
    }

    /// <summary>Orders of a kitchen that is no longer configured wait for those that the rules name now.</summary>
    private async Task RehomeAsync(string kitchen, CancellationToken cancellationToken)
    {
        while (await store.ReadAsync(kitchen, options.MaxInFlight, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var order in page)
            {
                var homes = HomesOf(order.Change);
                foreach (var home in homes)
                    await store.ParkAsync(order with { Kitchen = home }, cancellationToken);
                await store.RemoveAsync(order, cancellationToken);
                LogRehomed(order.OrderId, kitchen, string.Join(", ", homes));
            }
        }
    }

    private IReadOnlyList<string> HomesOf(OrderChange change)
    {
        // A cancellation names no item, so any kitchen may be the one; what cannot be read is set aside whoever gets it.
        return change.Document is { IsCancelled: false } document && OrderExtraction.TryExtract(document, out var order, out _)
            ? [.. lanes.Route(order, document).Select(message => message.Lane.Name)]
            : [.. lanes.Select(lane => lane.Name)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Order {OrderId} was parked for kitchen {Kitchen}, which is not configured; now it is for {Kitchens}")]
    private partial void LogRehomed(string orderId, string kitchen, string kitchens);
}
