using MediatR;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>
/// Delivers a document that was set aside, or its cancellation, as it stands in the source now, in one attempt. Delivered, its letter is gone; refused again, the
/// letter says why; with the kitchen away nothing changes. Safe to repeat: the kitchen knows an order by its id.
/// </summary>
public sealed record ReplayDeadLetter(string Id) : IRequest<Replay?>;

/// <summary>How a replay ended.</summary>
/// <param name="Outcome">What became of the order.</param>
/// <param name="Detail">The kitchen's answer, or the field that is wrong.</param>
public sealed record Replay(ReplayOutcome Outcome, string Detail);

/// <summary>What became of an order that was replayed.</summary>
public enum ReplayOutcome
{
    /// <summary>The kitchen has it; the letter is gone.</summary>
    Delivered,

    /// <summary>The document or the kitchen refuses again; the letter stays, with the reason of now.</summary>
    Refused,

    /// <summary>The kitchen does not answer; the letter stays as it was.</summary>
    KitchenAway,
}

internal sealed partial class ReplayDeadLetterHandler(
    IDeadLetterStore store, IKitchenGateway kitchen, TimeProvider time, ILogger<ReplayDeadLetterHandler> logger)
    : IRequestHandler<ReplayDeadLetter, Replay?>
{
    public async Task<Replay?> Handle(ReplayDeadLetter request, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(request.Id, cancellationToken) is not { } letter)
            return null;

        var change = await store.ReadDocumentAsync(letter, cancellationToken);
        if (change.CancelledOrderId is { } cancelledId)
            return await SettleAsync(letter, change, await kitchen.CancelAsync(cancelledId, cancellationToken), cancellationToken);
        if (!DeliverOrderHandler.TryExtract(change, out var order, out var rejection))
            return await KeepAsync(letter with { Raw = change.Raw }, rejection!.ToString(), cancellationToken);
        return await SettleAsync(letter, change, await kitchen.SendAsync(order!, cancellationToken), cancellationToken);
    }

    private async Task<Replay> SettleAsync(DeadLetter letter, OrderChange change, SendOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome.Kind)
        {
            case SendOutcomeKind.Delivered:
                await store.RemoveAsync(letter, cancellationToken);
                OrderManagementMeter.LettersReplayed.Add(1);
                LogReplayed(letter.Id);
                return new Replay(ReplayOutcome.Delivered, outcome.Detail);
            case SendOutcomeKind.Unavailable or SendOutcomeKind.NotAllowed:
                return new Replay(ReplayOutcome.KitchenAway, outcome.Detail);
            default:
                return await KeepAsync(letter with { Raw = change.Raw, Attempts = letter.Attempts + 1 }, outcome.Detail, cancellationToken);
        }
    }

    private async Task<Replay> KeepAsync(DeadLetter letter, string reason, CancellationToken cancellationToken)
    {
        await store.AddAsync(letter with { Reason = reason, At = time.GetUtcNow() }, cancellationToken);
        LogRefused(letter.DocumentId, reason);
        return new Replay(ReplayOutcome.Refused, reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Document {OrderId}, which had been set aside, is delivered")]
    private partial void LogReplayed(string orderId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Document {OrderId} stays set aside: {Reason}")]
    private partial void LogRefused(string? orderId, string reason);
}
