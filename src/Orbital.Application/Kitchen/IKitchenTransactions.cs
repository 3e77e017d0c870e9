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

/// <summary>What a decision must see.</summary>
/// <param name="OrderIds">Orders, if they exist.</param>
/// <param name="ItemKeys">Stations and items whose accepting batch items are needed.</param>
public sealed record WorkScope(IReadOnlyCollection<string> OrderIds, IReadOnlyCollection<ItemKey> ItemKeys);
