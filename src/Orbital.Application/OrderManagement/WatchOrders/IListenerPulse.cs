namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>Is told that the listener's loop turns, by whatever takes long in it: one that turns no more is stuck.</summary>
public interface IListenerPulse
{
    /// <summary>The loop turns.</summary>
    void Turn();
}
