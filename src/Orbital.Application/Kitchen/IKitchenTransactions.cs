using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen;

/// <summary>Runs decisions on the kitchen's state, one after the other over all replicas, and makes what they decide durable.</summary>
public interface IKitchenTransactions
{
    /// <summary>
    /// Loads what <paramref name="scope"/> names, lets <paramref name="decide"/> work on it, and returns its result after the commit.
    /// Decisions that wait at the same time share one transaction; one that throws changes nothing and fails alone, so it must check before
    /// it changes. It may run again when the transaction has to be repeated.
    /// </summary>
    /// <exception cref="KitchenUnavailableException">The database cannot be reached; whether the decision took effect is not known.</exception>
    Task<T> RunAsync<T>(WorkScope scope, Func<KitchenWork, T> decide, CancellationToken cancellationToken);
}

/// <summary>What a decision must see. What does not exist is left out.</summary>
public sealed record WorkScope
{
    /// <summary>Orders that come in, and are hardly ever known already.</summary>
    public IReadOnlyCollection<string> NewOrderIds { get; init; } = [];

    /// <summary>Orders alone.</summary>
    public IReadOnlyCollection<string> OrderIds { get; init; } = [];

    /// <summary>Orders together with the batch items that hold their units.</summary>
    public IReadOnlyCollection<string> OrdersWithBatchItems { get; init; } = [];

    /// <summary>Batch items together with the orders whose units they hold.</summary>
    public IReadOnlyCollection<Guid> BatchItemIds { get; init; } = [];

    /// <summary>Stations and items whose accepting batch items are needed.</summary>
    public IReadOnlyCollection<ItemKey> ItemKeys { get; init; } = [];

    /// <summary>The key under which the caller may ask again; null when it gave none.</summary>
    public string? IdempotencyKey { get; init; }
}
