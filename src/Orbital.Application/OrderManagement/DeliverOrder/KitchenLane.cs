using Orbital.Application.OrderManagement.ParkedOrders;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>One kitchen as the listener deals with it. Nothing in it is shared with another, so no kitchen holds up another's orders.</summary>
internal sealed class KitchenLane(IKitchenGateway gateway, KitchenGate gate, ParkingLot parked, int maxInFlight) : IDisposable
{
    public string Name => gateway.Name;

    public IKitchenGateway Gateway => gateway;

    /// <summary>Holds orders back while the kitchen takes none.</summary>
    public KitchenGate Gate => gate;

    /// <summary>What waits durably for the kitchen.</summary>
    public ParkingLot Parked => parked;

    /// <summary>Room for orders on their way to it.</summary>
    public SemaphoreSlim Window { get; } = new(maxInFlight);

    /// <summary>Orders on their way to it.</summary>
    public int InFlight => maxInFlight - Window.CurrentCount;

    public void Dispose()
    {
        gate.Dispose();
        Window.Dispose();
    }
}
