using MediatR;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.PrepareBatchItem;

/// <summary>Makes work ahead of demand; orders that come within the window, before it is started, take its units over.</summary>
public sealed record PrepareBatchItem(
    string? StationName, string? ItemName, int Quantity, Priority Priority, string? Note, string? IdempotencyKey) : IRequest<BatchItemView>;

internal sealed class PrepareBatchItemHandler(IKitchenTransactions transactions) : IRequestHandler<PrepareBatchItem, BatchItemView>
{
    public async Task<BatchItemView> Handle(PrepareBatchItem request, CancellationToken cancellationToken)
    {
        // Names have no control characters, so a line break keeps them apart.
        var fingerprint = $"prepare {request.Quantity} {request.Priority}\n{request.StationName}\n{request.ItemName}\n{request.Note}";
        return BatchItemView.Of(await transactions.RunAsync(
            new WorkScope { IdempotencyKey = request.IdempotencyKey },
            work => work.Once(
                request.IdempotencyKey,
                fingerprint,
                () => work.Prepare(request.StationName, request.ItemName, request.Quantity, request.Priority, request.Note)),
            cancellationToken));
    }
}
