using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.StartBatchItem;

/// <summary>A cook begins; later demand opens a new batch item.</summary>
public sealed record StartBatchItem(BatchItemActor Actor) : IRequest<BatchItemView>;

internal sealed class StartBatchItemHandler(BatchItemCommands commands) : IRequestHandler<StartBatchItem, BatchItemView>
{
    public Task<BatchItemView> Handle(StartBatchItem request, CancellationToken cancellationToken) =>
        commands.RunAsync(request.Actor, "start", work => work.Start(request.Actor.Target), cancellationToken);
}
