using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.ParkedOrders;

/// <summary>
/// Keeps what kitchens that are away must still get, durably, so that the feed can go on past it. Of an order it keeps one thing for each
/// kitchen: the newest, which says all.
/// </summary>
public interface IParkedOrderStore
{
    /// <summary>
    /// Completes once the order is durably stored, or a newer message about it is, however long the store is away. What an earlier message
    /// about the same order left for this kitchen is replaced.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="term">The term of the listener that asks.</param>
    /// <param name="cancellationToken">Gives up: nobody knows then whether it is stored.</param>
    /// <exception cref="LeaseLostException">A listener of a later term has parked it: this one works on an old lease.</exception>
    Task ParkAsync(ParkedOrder order, long term, CancellationToken cancellationToken);

    /// <summary>What a kitchen must still get, the longest parked first.</summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<ParkedOrder>> ReadAsync(string kitchen, int limit, CancellationToken cancellationToken);

    /// <summary>How many orders each kitchen must still get; the names in any case of letters.</summary>
    /// <exception cref="FeedUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Completes once the order, which is finished, is removed, however long the store is away. A newer message that has taken its place stays.
    /// </summary>
    Task RemoveAsync(ParkedOrder order, CancellationToken cancellationToken);
}

/// <summary>A message that one kitchen must still get, as it was when the checkpoint passed it.</summary>
public sealed record ParkedOrder
{
    /// <summary>The kitchen's name.</summary>
    public required string Kitchen { get; init; }

    /// <summary>Id of the order.</summary>
    public required string OrderId { get; init; }

    /// <summary>The listener's term when it was parked. With <see cref="Number"/> it says which of two messages is the newer.</summary>
    public required long Term { get; init; }

    /// <summary>Grows within the term, over all kitchens.</summary>
    public required long Number { get; init; }

    /// <summary>When it was parked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The kitchen's part of the order; null when nobody wants it any more.</summary>
    public required Order? Order { get; init; }

    /// <summary>The order has more items, which other kitchens get.</summary>
    public required bool IsPart { get; init; }

    /// <summary>What the feed brought.</summary>
    public required OrderChange Change { get; init; }
}
