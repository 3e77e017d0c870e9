using MediatR;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.DecideSecondReading;

/// <summary>
/// An operator's word on the documents of a second reading of which nobody can tell whether they are older than the first start. Answered by
/// every listener, also one that stands by; false when no second reading is unfinished.
/// </summary>
/// <param name="Decision">Deliver, or skip.</param>
public sealed record DecideSecondReading(UnknownDocuments Decision) : IRequest<bool>;

internal sealed partial class DecideSecondReadingHandler(ICheckpointStore checkpoints, ILogger<DecideSecondReadingHandler> logger)
    : IRequestHandler<DecideSecondReading, bool>
{
    public async Task<bool> Handle(DecideSecondReading request, CancellationToken cancellationToken)
    {
        var isUnfinished = await checkpoints.DecideAsync(request.Decision, cancellationToken);
        if (isUnfinished)
            LogDecided(request.Decision);
        return isUnfinished;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An operator decided for the unknown documents of the second reading: {Decision}")]
    private partial void LogDecided(UnknownDocuments decision);
}
