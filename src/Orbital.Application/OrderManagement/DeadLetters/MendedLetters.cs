using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>Removes the letter of a document that was mended in the source and is delivered now.</summary>
internal sealed partial class MendedLetters(IDeadLetterStore store, ILogger<MendedLetters> logger)
{
    public async Task RemoveAsync(string orderId, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.FindAsync(orderId, cancellationToken) is { } letter && await store.RemoveAsync(letter, cancellationToken))
                LogMended(orderId);
        }
        catch (FeedUnavailableException exception)
        {
            // The letter stays: a replay will find that the kitchen has the order, and remove it.
            LogLetterStays(orderId, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Order {OrderId} had been set aside and was mended in the source")]
    private partial void LogMended(string orderId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dead letter of order {OrderId}, which is delivered now, could not be removed: {Problem}")]
    private partial void LogLetterStays(string orderId, string problem);
}
