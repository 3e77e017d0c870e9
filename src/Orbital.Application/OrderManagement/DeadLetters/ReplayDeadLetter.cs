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
    IDeadLetterStore store, KitchenLanes lanes, TimeProvider time, ILogger<ReplayDeadLetterHandler> logger)
    : IRequestHandler<ReplayDeadLetter, Replay?>
{
    public async Task<Replay?> Handle(ReplayDeadLetter request, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(request.Id, cancellationToken) is not { } letter)
            return null;

        var change = await store.ReadDocumentAsync(letter, cancellationToken);
        using var span = OrderManagementActivities.BeginChange(change);
        if (change.CancelledOrderId is { } cancelledId)
            return await SendAsync(letter, change, [.. lanes.Select(lane => new KitchenMessage(lane, cancelledId, Order: null))], cancellationToken);
        if (!DeliverOrderHandler.TryExtract(change, out var order, out var rejection))
            return await KeepAsync(letter with { Raw = change.Raw }, rejection!.ToString(), cancellationToken);
        return await SendAsync(letter, change, lanes.Route(order!, change.Document!), cancellationToken);
    }

    /// <summary>One attempt in each kitchen; the answer that leaves most to do counts for all.</summary>
    private async Task<Replay> SendAsync(
        DeadLetter letter, OrderChange change, IReadOnlyList<KitchenMessage> messages, CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(messages.Select(message => message.AttemptAsync(cancellationToken)));
        if (outcomes.FirstOrDefault(outcome => outcome.Kind is SendOutcomeKind.Refused or SendOutcomeKind.Faulted) is { } refused)
            return await KeepAsync(letter with { Raw = change.Raw, Attempts = letter.Attempts + 1 }, refused.Detail, cancellationToken);
        if (outcomes.FirstOrDefault(outcome => outcome.Kind != SendOutcomeKind.Delivered) is { } away)
            return new Replay(ReplayOutcome.KitchenAway, away.Detail);
        await store.RemoveAsync(letter, cancellationToken);
        OrderManagementMeter.LettersReplayed.Add(1);
        LogReplayed(letter.Id);
        return new Replay(ReplayOutcome.Delivered, outcomes[0].Detail);
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
