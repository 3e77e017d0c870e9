using MediatR;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>
/// Finishes one change of the feed: its order is acknowledged by the kitchen, or the document is durably set aside with the reason.
/// </summary>
/// <param name="Change">What the feed brought.</param>
/// <param name="Stopping">No attempt begins once this is cancelled; the request's own token also gives up the one in flight.</param>
internal sealed record DeliverOrder(OrderChange Change, CancellationToken Stopping) : IRequest<Delivery>;

/// <summary>How a change was finished.</summary>
internal enum Delivery
{
    Delivered,
    SetAside,
}

internal sealed partial class DeliverOrderHandler(
    IKitchenGateway kitchen, KitchenGate gate, IDeadLetterStore deadLetters, TimeProvider time, ILogger<DeliverOrderHandler> logger)
    : IRequestHandler<DeliverOrder, Delivery>
{
    private const int TriesOfAFault = 5;

    public async Task<Delivery> Handle(DeliverOrder request, CancellationToken cancellationToken)
    {
        if (!TryExtract(request.Change, out var order, out var rejection))
            return await SetAsideAsync(request, rejection!.ToString(), attempts: 0);

        var faults = 0;
        var deliveredAtLastFault = 0L;
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await AttemptAsync(order!, request.Stopping, cancellationToken);
            switch (outcome.Kind)
            {
                case SendOutcomeKind.Delivered:
                    LogDelivered(order!.Id, order.BrandName, order.Items.Count);
                    OrderManagementMeter.Delivered.Add(1);
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
                    LogFaulted(order!.Id, attempt, outcome.Detail);
                    await Task.Delay(BackOffSchedule.DelayAfter(faults), time, request.Stopping);
                    break;
            }
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

    private async Task<SendOutcome> AttemptAsync(Order order, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var pass = await gate.EnterAsync(stopping);
        SendOutcome? outcome = null;
        try
        {
            outcome = await kitchen.SendAsync(order, cancellationToken);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: set aside document {OrderId} after {Attempts} attempts: {Reason}")]
    private partial void LogSetAside(string? orderId, string reason, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} to deliver order {OrderId} failed in the kitchen: {Detail}")]
    private partial void LogFaulted(string orderId, int attempt, string detail);
}
