using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.CancelBatchItem;

/// <summary>Withdraws hand-made work that no order needs.</summary>
public sealed record CancelBatchItem(BatchItemActor Actor) : IRequest<BatchItemView>;

internal sealed class CancelBatchItemHandler(BatchItemCommands commands) : IRequestHandler<CancelBatchItem, BatchItemView>
{
    public Task<BatchItemView> Handle(CancelBatchItem request, CancellationToken cancellationToken) =>
        commands.RunAsync(request.Actor, "cancel", work => work.Cancel(request.Actor.Target), cancellationToken);
}
