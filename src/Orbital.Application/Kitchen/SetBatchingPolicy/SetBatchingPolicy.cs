using MediatR;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.SetBatchingPolicy;

/// <summary>Changes how a station gathers units; it holds from the next unit on, at every replica.</summary>
/// <param name="StationName">The station.</param>
/// <param name="ItemName">Only this item of it; null for all that have no policy of their own.</param>
/// <param name="Policy">The policy.</param>
public sealed record SetBatchingPolicy(string StationName, string? ItemName, BatchingPolicy Policy) : IRequest<BatchingPolicy>;

internal sealed class SetBatchingPolicyHandler(IKitchenTransactions transactions) : IRequestHandler<SetBatchingPolicy, BatchingPolicy>
{
    public Task<BatchingPolicy> Handle(SetBatchingPolicy request, CancellationToken cancellationToken) => transactions.RunAsync(
        new WorkScope(), work => work.SetPolicy(request.StationName, request.ItemName, request.Policy), cancellationToken);
}
