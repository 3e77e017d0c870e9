using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.ParkedOrders;

/// <summary>Takes over what earlier terms parked, before anything that is read comes behind it.</summary>
internal sealed partial class ParkedOrdersTakeover(
    KitchenLanes lanes,
    IParkedOrderStore store,
    FinishedOrders finished,
    DeadLetterOffice deadLetters,
    WatchOrdersOptions options,
    TimeProvider time,
    ILogger<ParkedOrdersTakeover> logger)
{
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(5);

    /// <param name="term">The term that begins.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    public async Task TakeOverAsync(long term, CancellationToken cancellationToken)
    {
        // What this process remembers of a term before is not all that has happened since.
        finished.Clear();
        var parked = await store.CountAsync(cancellationToken);
        var homeless = parked.Keys.Except(lanes.Select(lane => lane.Name), StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var kitchen in homeless)
            await RehomeAsync(kitchen, term, cancellationToken);
        if (homeless.Count > 0)
            parked = await store.CountAsync(cancellationToken);
        foreach (var lane in lanes)
            lane.Parked.Load(parked.GetValueOrDefault(lane.Name));
    }

    /// <summary>Counts now and then while anything is parked: only the store knows.</summary>
    public async Task KeepCountAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CountInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (lanes.Any(lane => !lane.Parked.IsEmpty))
                await CountAsync(cancellationToken);
        }
    }

    /// <summary>What brings a kitchen its parked orders while the dispatcher lasts.</summary>
    public ParkedDrain DrainOf(KitchenLane lane, OrderDispatcher dispatcher) => new(lane, store, dispatcher, options.MaxInFlight, time, logger);

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var counts = await store.CountAsync(cancellationToken);
            foreach (var lane in lanes)
                lane.Parked.Counted(counts.GetValueOrDefault(lane.Name));
        }
        catch (FeedUnavailableException)
        {
            // The next count tells; what is parked is read all the same.
        }
    }

    /// <summary>
    /// Orders of a kitchen that is no longer configured wait for those that the rules name now. They keep their place: what is newer stays.
    /// </summary>
    private async Task RehomeAsync(string kitchen, long term, CancellationToken cancellationToken)
    {
        while (await store.ReadAsync(kitchen, options.MaxInFlight, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var order in page)
            {
                using var span = OrderManagementActivities.BeginChange(order.Change);
                if (order.IsPart)
                    await deadLetters.AddAsync(order.Change, SetAsideReason.Moved, ReasonOfPart(order), attempts: 0, cancellationToken);
                else
                    await RehomeAsync(order, term, cancellationToken);
                await store.RemoveAsync(order, cancellationToken);
            }
        }
    }

    private async Task RehomeAsync(ParkedOrder order, long term, CancellationToken cancellationToken)
    {
        // A cancellation names no item, so any kitchen may be the one.
        IReadOnlyList<(string Kitchen, Order? Order)> homes = order.Order is null
            ? [.. lanes.Select(lane => (lane.Name, (Order?)null))]
            : [.. lanes.Route(order.Order, order.Change.Document).Select(message => (message.Lane.Name, message.Order))];
        var isPart = order.Order is not null && homes.Count > 1;
        foreach (var (home, part) in homes)
            await store.ParkAsync(order with { Kitchen = home, Order = part, IsPart = isPart }, term, cancellationToken);
        LogRehomed(order.OrderId, order.Kitchen, string.Join(", ", homes.Select(home => home.Kitchen)));
    }

    /// <summary>The other kitchens have their parts, or get them, and none takes more items under the same id: people must decide.</summary>
    private static string ReasonOfPart(ParkedOrder order)
    {
        var items = order.Order!.Items.Select(item => $"{item.Quantity} {item.ItemName} ({item.StationName})");
        return $"kitchen {order.Kitchen}, which is no longer configured, did not get its part of the order: {string.Join(", ", items)}";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Order {OrderId} was parked for kitchen {Kitchen}, which is not configured; now it is for {Kitchens}")]
    private partial void LogRehomed(string orderId, string kitchen, string kitchens);
}
