using MediatR;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.ChangeBatchItem;

/// <summary>Changes what cooks may set on a batch item; null leaves a value as it is.</summary>
/// <param name="Actor">Who, on which one.</param>
/// <param name="Priority">Whether it goes first.</param>
/// <param name="Quantity">Units in all, of a hand-made one that is pending; 0 cancels it.</param>
/// <param name="Note">What cooks tell each other; empty removes it.</param>
public sealed record ChangeBatchItem(BatchItemActor Actor, Priority? Priority, int? Quantity, string? Note) : IRequest<BatchItemView>;

internal sealed class ChangeBatchItemHandler(BatchItemCommands commands) : IRequestHandler<ChangeBatchItem, BatchItemView>
{
    public Task<BatchItemView> Handle(ChangeBatchItem request, CancellationToken cancellationToken) => commands.RunAsync(
        request.Actor,
        $"change {request.Priority} {request.Quantity} {(request.Note is { } note ? $"note {note}" : "")}",
        work => work.Change(request.Actor.Target, request.Priority, request.Quantity, request.Note),
        cancellationToken);
}
