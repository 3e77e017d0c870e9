using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.CompleteBatchItem;

/// <summary>Units are done: all, or <paramref name="Quantity"/> of them, rush and oldest orders first.</summary>
public sealed record CompleteBatchItem(BatchItemActor Actor, int? Quantity) : IRequest<BatchItemView>;

internal sealed class CompleteBatchItemHandler(BatchItemCommands commands) : IRequestHandler<CompleteBatchItem, BatchItemView>
{
    public Task<BatchItemView> Handle(CompleteBatchItem request, CancellationToken cancellationToken) =>
        commands.RunAsync(request.Actor, $"complete {request.Quantity}", work => work.Complete(request.Actor.Target, request.Quantity), cancellationToken);
}
