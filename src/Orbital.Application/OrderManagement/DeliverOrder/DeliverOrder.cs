using MediatR;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>
/// Finishes one change of the feed: the kitchen acknowledges its order or its cancellation, or the document is durably set aside with the
/// reason. A kitchen never takes other content under an id that it knows, so a change of an order that it has is set aside too.
/// </summary>
/// <param name="Change">What the feed brought.</param>
/// <param name="Stopping">No attempt begins once this is cancelled; the request's own token also gives up the one in flight.</param>
internal sealed record DeliverOrder(OrderChange Change, CancellationToken Stopping) : IRequest<Delivery>;

/// <summary>How a change was finished.</summary>
internal enum Delivery
{
    /// <summary>The kitchen has the order.</summary>
    Delivered,

    /// <summary>The kitchen knows that nobody wants the order.</summary>
    Cancelled,

    /// <summary>The document is durably set aside.</summary>
    SetAside,

    /// <summary>What changed in the document is of no interest to the kitchen.</summary>
    Unchanged,
}

internal sealed partial class DeliverOrderHandler(
    IKitchenGateway kitchen,
    KitchenGate gate,
    FinishedOrders finished,
    IDeadLetterStore deadLetters,
    TimeProvider time,
    ILogger<DeliverOrderHandler> logger)
    : IRequestHandler<DeliverOrder, Delivery>
{
    private const int TriesOfAFault = 5;

    public async Task<Delivery> Handle(DeliverOrder request, CancellationToken cancellationToken)
    {
        var change = request.Change;
        if (change.CancelledOrderId is { } cancelledId)
            return await CancelAsync(request, cancelledId, cancellationToken);
        if (!TryExtract(change, out var order, out var rejection))
            return await SetAsideAsync(request, rejection!.ToString(), attempts: 0);

        var content = FinishedOrders.ContentOf(order!);
        if (change.IsUpdate && finished.Contains(order!.Id, content))
            return Delivery.Unchanged;

        var delivery = await DeliverAsync(request, order!.Id, token => kitchen.SendAsync(order, token), cancellationToken);
        finished.Add(order.Id, content);
        if (delivery == Delivery.SetAside)
            return delivery;
        LogDelivered(order.Id, order.BrandName, order.Items.Count);
        OrderManagementMeter.Delivered.Add(1);
        if (change.IsUpdate)
            await RemoveLetterAsync(order.Id, cancellationToken);
        return delivery;
    }

    private async Task<Delivery> CancelAsync(DeliverOrder request, string orderId, CancellationToken cancellationToken)
    {
        if (finished.Contains(orderId, FinishedOrders.Cancelled))
            return Delivery.Unchanged;
        var delivery = await DeliverAsync(request, orderId, token => kitchen.CancelAsync(orderId, token), cancellationToken);
        finished.Add(orderId, FinishedOrders.Cancelled);
        if (delivery == Delivery.SetAside)
            return delivery;
        LogCancelled(orderId);
        OrderManagementMeter.Cancelled.Add(1);
        return Delivery.Cancelled;
    }

    private async Task<Delivery> DeliverAsync(
        DeliverOrder request, string orderId, Func<CancellationToken, Task<SendOutcome>> send, CancellationToken cancellationToken)
    {
        var faults = 0;
        var deliveredAtLastFault = 0L;
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await AttemptAsync(send, request.Stopping, cancellationToken);
            switch (outcome.Kind)
            {
                case SendOutcomeKind.Delivered:
                    return Delivery.Delivered;
                case SendOutcomeKind.Refused:
                    return await SetAsideAsync(request, outcome.Detail, attempt);
                case SendOutcomeKind.Faulted:
                    faults++;
                    var delivered = gate.Delivered;
                    // What got through before the last fault tells nothing about the kitchen of now.
                    if (faults >= TriesOfAFault && delivered > deliveredAtLastFault)
                        return await SetAsideAsync(request, outcome.Detail, attempt);
                    deliveredAtLastFault = delivered;
                    LogFaulted(orderId, attempt, outcome.Detail);
                    await Task.Delay(BackOffSchedule.DelayAfter(faults), time, request.Stopping);
                    break;
            }
        }
    }

    // The document had been set aside, and was mended in the source.
    private async Task RemoveLetterAsync(string orderId, CancellationToken cancellationToken)
    {
        try
        {
            if (await deadLetters.FindAsync(orderId, cancellationToken) is { } letter && await deadLetters.RemoveAsync(letter, cancellationToken))
                LogMended(orderId);
        }
        catch (FeedUnavailableException exception)
        {
            // The letter stays: a replay will find that the kitchen has the order, and remove it.
            LogLetterStays(orderId, exception.Message);
        }
    }

    /// <summary>Applies the rules to what could be read. Exactly one of <paramref name="order"/> and <paramref name="rejection"/> is set.</summary>
    internal static bool TryExtract(OrderChange change, out Order? order, out Rejection? rejection)
    {
        if (change.Document is not null)
            return OrderExtraction.TryExtract(change.Document, out order, out rejection);
        order = null;
        rejection = change.Unreadable ?? new Rejection("document", "must not be empty");
        return false;
    }

    private async Task<SendOutcome> AttemptAsync(
        Func<CancellationToken, Task<SendOutcome>> send, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var pass = await gate.EnterAsync(stopping);
        SendOutcome? outcome = null;
        try
        {
            outcome = await send(cancellationToken);
        }
        finally
        {
            gate.Leave(pass, outcome);
        }

        if (outcome.Kind != SendOutcomeKind.Delivered)
            OrderManagementMeter.SendFailures.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Kind.ToString()));
        return outcome;
    }

    private async Task<Delivery> SetAsideAsync(DeliverOrder request, string reason, int attempts)
    {
        var change = request.Change;
        var letter = new DeadLetter
        {
            DocumentId = change.DocumentId,
            Reason = reason,
            Raw = change.Raw,
            Attempts = attempts,
            At = time.GetUtcNow(),
            Position = change.Position,
        };
        await deadLetters.AddAsync(letter, request.Stopping);
        LogSetAside(change.DocumentId, reason, attempts);
        OrderManagementMeter.SetAside.Add(1);
        return Delivery.SetAside;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivered order {OrderId} of {BrandName} with {ItemCount} items")]
    private partial void LogDelivered(string orderId, string brandName, int itemCount);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cancelled order {OrderId}")]
    private partial void LogCancelled(string orderId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Order {OrderId} had been set aside and was mended in the source")]
    private partial void LogMended(string orderId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dead letter of order {OrderId}, which is delivered now, could not be removed: {Problem}")]
    private partial void LogLetterStays(string orderId, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: set aside document {OrderId} after {Attempts} attempts: {Reason}")]
    private partial void LogSetAside(string? orderId, string reason, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} to deliver order {OrderId} failed in the kitchen: {Detail}")]
    private partial void LogFaulted(string orderId, int attempt, string detail);
}
