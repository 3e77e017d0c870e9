using MediatR;

namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>Letters, the one set aside last first. Answered by every listener, also one that stands by.</summary>
/// <param name="Limit">Most letters.</param>
/// <param name="After">Where the page before ended; null for the first page.</param>
public sealed record ListDeadLetters(int Limit, DeadLetterPlace? After) : IRequest<IReadOnlyList<DeadLetter>>;

internal sealed class ListDeadLettersHandler(IDeadLetterStore store) : IRequestHandler<ListDeadLetters, IReadOnlyList<DeadLetter>>
{
    public Task<IReadOnlyList<DeadLetter>> Handle(ListDeadLetters request, CancellationToken cancellationToken) =>
        store.ListAsync(request.Limit, request.After, cancellationToken);
}
