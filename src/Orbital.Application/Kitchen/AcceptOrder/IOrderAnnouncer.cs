using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.AcceptOrder;

/// <summary>Tells the people at the console of an order that has just been stored.</summary>
public interface IOrderAnnouncer
{
    /// <summary>Called at most once for each order, after its commit; not when the answer to the commit was lost.</summary>
    void Announce(Order order);
}
