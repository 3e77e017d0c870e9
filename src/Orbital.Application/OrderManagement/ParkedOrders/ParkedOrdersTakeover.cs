using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.ParkedOrders;

/// <summary>Takes over what earlier terms parked, before anything that is read comes behind it.</summary>
internal sealed partial class ParkedOrdersTakeover(
    KitchenLanes lanes, IParkedOrderStore store, WatchOrdersOptions options, TimeProvider time, ILogger<ParkedOrdersTakeover> logger)
{
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

    /// <summary>This listener no longer works, so it does not know what is parked.</summary>
    public void Forget()
    {
        foreach (var lane in lanes)
            lane.Parked.Load(0);
    }

    /// <summary>What brings a kitchen its parked orders while the dispatcher lasts.</summary>
    public ParkedDrain DrainOf(KitchenLane lane, OrderDispatcher dispatcher) => new(lane, store, dispatcher, options.MaxInFlight, time, logger);

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
