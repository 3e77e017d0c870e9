using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.AcknowledgeCancellation;

/// <summary>A cook has seen that units of cancelled orders are not wanted any more.</summary>
public sealed record AcknowledgeCancellation(BatchItemActor Actor) : IRequest<BatchItemView>;

internal sealed class AcknowledgeCancellationHandler(BatchItemCommands commands) : IRequestHandler<AcknowledgeCancellation, BatchItemView>
{
    public Task<BatchItemView> Handle(AcknowledgeCancellation request, CancellationToken cancellationToken) =>
        commands.RunAsync(request.Actor, "acknowledge", work => work.AcknowledgeCancellation(request.Actor.Target), cancellationToken);
}
