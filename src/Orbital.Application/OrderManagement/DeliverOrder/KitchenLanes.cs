using System.Collections;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>All kitchens, and which of them an order is for.</summary>
internal sealed class KitchenLanes : IReadOnlyCollection<KitchenLane>, IDisposable
{
    private static readonly Dictionary<string, string> NoFields = [];

    private readonly Dictionary<string, KitchenLane> _lanes;
    private readonly OrderRouting _routing;
    private long _parked;

    public KitchenLanes(
        IEnumerable<IKitchenGateway> kitchens, OrderRouting routing, IParkedOrderStore store, WatchOrdersOptions options, TimeProvider time,
        ILoggerFactory loggers)
    {
        _routing = routing;
        _lanes = kitchens
            .Select(kitchen => new KitchenLane(
                kitchen,
                new KitchenGate(kitchen.Name, time, loggers.CreateLogger<KitchenGate>(), kitchen.IsThereAsync),
                new ParkingLot(kitchen.Name, store, () => Interlocked.Increment(ref _parked), time, loggers.CreateLogger<ParkingLot>()),
                options.MaxInFlight))
            .ToDictionary(lane => lane.Name, StringComparer.OrdinalIgnoreCase);
    }

    public int Count => _lanes.Count;

    /// <summary>
    /// An order that its kitchen does not take now is parked, so that those of the others flow. With one kitchen there are no others: reading
    /// stops, which needs no store.
    /// </summary>
    public bool CanPark => _lanes.Count > 1;

    public KitchenLane this[string name] => _lanes[name];

    /// <summary>What each kitchen gets of an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="document">Holds the fields that rules look at; one that it lacks, or all without it, are missing.</param>
    public IReadOnlyList<KitchenMessage> Route(Order order, SourceDocument? document) =>
        [.. _routing.Route(order, document?.RoutingFields ?? NoFields).Select(ticket => new KitchenMessage(_lanes[ticket.Kitchen], order.Id, ticket.Order))];

    /// <summary>This listener no longer works: how the kitchens are, and what is parked for them, is another one's to tell.</summary>
    public void Forget()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Gate.Forget();
            lane.Parked.Load(0);
        }
    }

    public IEnumerator<KitchenLane> GetEnumerator() => _lanes.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var lane in _lanes.Values)
            lane.Dispose();
    }
}
