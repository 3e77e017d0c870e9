using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.RecallBatchItem;

/// <summary>Takes the last move back: done units cook again, cooking units wait again.</summary>
public sealed record RecallBatchItem(BatchItemActor Actor) : IRequest<BatchItemView>;

internal sealed class RecallBatchItemHandler(BatchItemCommands commands) : IRequestHandler<RecallBatchItem, BatchItemView>
{
    public Task<BatchItemView> Handle(RecallBatchItem request, CancellationToken cancellationToken) =>
        commands.RunAsync(request.Actor, "recall", work => work.Recall(request.Actor.Target), cancellationToken);
}
