using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen;

/// <summary>Who acts on which batch item.</summary>
/// <param name="Id">The batch item.</param>
/// <param name="Version">The version that the caller has seen; null when it does not mind.</param>
/// <param name="IdempotencyKey">The caller's key: the same again gets the first answer; null when it gave none.</param>
/// <param name="Stations">Where the caller may work; null for everywhere.</param>
public sealed record BatchItemActor(Guid Id, long? Version = null, string? IdempotencyKey = null, IReadOnlyCollection<string>? Stations = null)
{
    internal BatchItemTarget Target => new(Id, Version, Stations);
}

/// <summary>What all commands on a batch item have in common.</summary>
internal sealed class BatchItemCommands(IKitchenTransactions transactions)
{
    public async Task<BatchItemView> RunAsync(
        BatchItemActor actor, string action, Func<KitchenWork, BatchItem> decide, CancellationToken cancellationToken)
    {
        var scope = new WorkScope { BatchItemIds = [actor.Id], IdempotencyKey = actor.IdempotencyKey };
        var fingerprint = $"{actor.Id} {action}";
        return BatchItemView.Of(await transactions.RunAsync(
            scope, work => work.Once(actor.IdempotencyKey, fingerprint, () => decide(work)), cancellationToken));
    }
}
