using MediatR;

namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>One letter; null when there is none.</summary>
public sealed record ShowDeadLetter(string Id) : IRequest<DeadLetter?>;

internal sealed class ShowDeadLetterHandler(IDeadLetterStore store) : IRequestHandler<ShowDeadLetter, DeadLetter?>
{
    public Task<DeadLetter?> Handle(ShowDeadLetter request, CancellationToken cancellationToken) =>
        store.FindAsync(request.Id, cancellationToken);
}
