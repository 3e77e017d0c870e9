namespace Orbital.Domain.Kitchen;

/// <summary>The order's id is known with different content. The order that the kitchen holds stays as it is.</summary>
public sealed class OrderConflictException(string orderId) : Exception($"order {orderId} is already known with different content")
{
    /// <summary>The id that both orders carry.</summary>
    public string OrderId { get; } = orderId;
}
