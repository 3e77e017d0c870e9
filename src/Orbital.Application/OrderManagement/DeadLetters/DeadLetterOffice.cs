using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>Takes in what cannot be delivered: kept durably, counted, and told once.</summary>
internal sealed partial class DeadLetterOffice(IDeadLetterStore store, TimeProvider time, ILogger<DeadLetterOffice> logger)
{
    /// <summary>Completes once the document is durably set aside.</summary>
    /// <param name="change">The document, as the feed brought it.</param>
    /// <param name="why">Why, as it is counted.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="attempts">How often it was sent.</param>
    /// <param name="cancellationToken">Gives up: the document is then not finished.</param>
    public async Task AddAsync(OrderChange change, SetAsideReason why, string reason, int attempts, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter
        {
            DocumentId = change.DocumentId,
            Reason = reason,
            Raw = change.Raw,
            Attempts = attempts,
            At = time.GetUtcNow(),
            Position = change.Position,
        };
        await store.AddAsync(letter, cancellationToken);
        LogSetAside(change.DocumentId, reason, attempts);
        OrderManagementMeter.SetAside.Add(1, OrderManagementMeter.Because(why));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: set aside document {OrderId} after {Attempts} attempts: {Reason}")]
    private partial void LogSetAside(string? orderId, string reason, int attempts);
}
