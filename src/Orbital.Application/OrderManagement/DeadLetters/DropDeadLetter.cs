using System.Diagnostics;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>Throws a letter away for good; null when there is none.</summary>
public sealed record DropDeadLetter(string Id) : IRequest<DeadLetter?>;

internal sealed partial class DropDeadLetterHandler(IDeadLetterStore store, ILogger<DropDeadLetterHandler> logger)
    : IRequestHandler<DropDeadLetter, DeadLetter?>
{
    public async Task<DeadLetter?> Handle(DropDeadLetter request, CancellationToken cancellationToken)
    {
        var letter = await store.FindAsync(request.Id, cancellationToken);
        if (letter is null || !await store.RemoveAsync(letter, cancellationToken))
            return null;
        OrderManagementMeter.LettersDropped.Add(1);
        using var span = OrderManagementActivities.Begin("drop dead letter", ActivityKind.Internal, letter.DocumentId);
        LogDropped(letter.DocumentId, letter.Reason);
        return letter;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dead letter of document {OrderId} was dropped; it had been set aside because: {Reason}")]
    private partial void LogDropped(string? orderId, string reason);
}
