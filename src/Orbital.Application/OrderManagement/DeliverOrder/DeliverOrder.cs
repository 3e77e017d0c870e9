using MediatR;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>
/// Finishes one change of the feed: each of its kitchens acknowledges its part of the order or the cancellation, or that is durably parked for
/// it, or the document is durably set aside. A kitchen never takes other content under an id that it knows: such a change is set aside too.
/// </summary>
/// <param name="Change">What the feed brought.</param>
/// <param name="Term">The listener's term.</param>
/// <param name="Stopping">No attempt begins once this is cancelled; the request's own token also gives up the one in flight.</param>
internal sealed record DeliverOrder(OrderChange Change, long Term, CancellationToken Stopping) : IRequest<Delivery>;

internal sealed partial class DeliverOrderHandler(
    KitchenLanes lanes,
    KitchenSender sender,
    FinishedOrders finished,
    DeadLetterOffice deadLetters,
    MendedLetters mended,
    ILogger<DeliverOrderHandler> logger)
    : IRequestHandler<DeliverOrder, Delivery>
{
    public async Task<Delivery> Handle(DeliverOrder request, CancellationToken cancellationToken)
    {
        using var span = OrderManagementActivities.BeginChange(request.Change);
        var delivery = await DeliverAsync(request, cancellationToken);
        span?.SetTag("orbital.delivery", delivery.ToString());
        return delivery;
    }

    private async Task<Delivery> DeliverAsync(DeliverOrder request, CancellationToken cancellationToken)
    {
        var change = request.Change;
        if (change.CancelledOrderId is { } cancelledId)
            return await CancelAsync(request, cancelledId, cancellationToken);
        if (!TryExtract(change, out var order, out var rejection))
            return await SetAsideAsync(request, change.Document is null ? SetAsideReason.Unreadable : SetAsideReason.Invalid, rejection!.ToString(), attempts: 0);
        OrderManagementMeter.Extracted.Add(1);

        var all = lanes.Route(order!, change.Document!);
        if (KitchenThatLosesItsPart(order!.Id, all) is { } other)
            return await ReportMoveAsync(request, all, other);
        var messages = change.IsUpdate ? [.. all.Where(IsNew)] : all;
        if (messages.Count == 0)
            return Delivery.Unchanged;
        if (change is { IsUpdate: false, Position: not null })
            finished.Begin(order.Id);

        var delivery = await SendAsync(request, messages, isPart: all.Count > 1, cancellationToken);
        if (delivery == Delivery.Delivered && change.IsUpdate && messages.Count == all.Count)
            await mended.RemoveAsync(order.Id, cancellationToken);
        return delivery;
    }

    private async Task<Delivery> CancelAsync(DeliverOrder request, string orderId, CancellationToken cancellationToken)
    {
        var messages = lanes.Where(lane => finished.MayKnow(orderId, lane.Name))
            .Select(lane => new KitchenMessage(lane, orderId, Order: null)).Where(IsNew).ToList();
        if (messages.Count == 0)
            return Delivery.Unchanged;
        var delivery = await SendAsync(request, messages, isPart: false, cancellationToken);
        return delivery == Delivery.Delivered ? Delivery.Cancelled : delivery;
    }

    private bool IsNew(KitchenMessage message) => !finished.Contains(message.OrderId, message.Lane.Name, message.Content);

    /// <summary>A kitchen that has the order, or gets it for sure, although the document has changed so that the rules send it no part now.</summary>
    private string? KitchenThatLosesItsPart(string orderId, IReadOnlyList<KitchenMessage> messages) =>
        lanes.FirstOrDefault(lane => finished.Took(orderId, lane.Name) && messages.All(message => message.Lane != lane))?.Name;

    private async Task<Delivery> ReportMoveAsync(DeliverOrder request, IReadOnlyList<KitchenMessage> messages, string other)
    {
        finished.Report(messages[0].OrderId, other);
        foreach (var message in messages)
            finished.Add(message.OrderId, message.Lane.Name, message.Content, taken: false);
        var now = string.Join(", ", messages.Select(message => message.Lane.Name));
        return await SetAsideAsync(
            request, SetAsideReason.Moved, $"kitchen {other} gets the order already, and now it belongs to {now}", attempts: 0);
    }

    private async Task<Delivery> SendAsync(
        DeliverOrder request, IReadOnlyList<KitchenMessage> messages, bool isPart, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(messages.Select(message => SendAsync(request, message, isPart, cancellationToken)));
        var refused = results.Where(result => result.Fate == SendFate.Refused).ToList();
        if (refused.Count > 0)
            return await SetAsideAsync(request, SetAsideReason.Refused, ReasonOf(refused), refused.Max(result => result.Attempts));
        return results.Any(result => result.Fate == SendFate.Away) ? Delivery.Parked : Delivery.Delivered;
    }

    private async Task<SendResult> SendAsync(DeliverOrder request, KitchenMessage message, bool isPart, CancellationToken cancellationToken)
    {
        var parked = message.Lane.Parked;
        var result = parked.IsEmpty
            ? await sender.SendAsync(message, waits: !lanes.CanPark, request.Stopping, cancellationToken)
            : new SendResult(message, SendFate.Away, "others were parked before", 0);
        if (result.Fate == SendFate.Away && request.Change.Raw.Length > ParkingLot.LongestDocument)
            result = result with { Fate = SendFate.Refused, Detail = $"too long to be parked, and the kitchen takes nothing now: {result.Detail}" };
        if (result.Fate == SendFate.Away)
        {
            await parked.ParkAsync(request.Change, message.Order, isPart, request.Term, request.Stopping);
            LogParked(message.OrderId, message.Lane.Name, result.Detail);
        }

        sender.Finish(result);
        return result;
    }

    /// <summary>Applies the rules to what could be read. Exactly one of <paramref name="order"/> and <paramref name="rejection"/> is set.</summary>
    internal static bool TryExtract(OrderChange change, out Order? order, out Rejection? rejection)
    {
        using var span = OrderManagementActivities.Source.StartActivity("extract order");
        if (change.Document is not null)
            return OrderExtraction.TryExtract(change.Document, out order, out rejection);
        order = null;
        rejection = change.Unreadable ?? new Rejection("document", "must not be empty");
        return false;
    }

    private async Task<Delivery> SetAsideAsync(DeliverOrder request, SetAsideReason why, string reason, int attempts)
    {
        await deadLetters.AddAsync(request.Change, why, reason, attempts, request.Stopping);
        return Delivery.SetAside;
    }

    /// <summary>With one kitchen there is no need to say which.</summary>
    private string ReasonOf(List<SendResult> refused) => lanes.Count == 1
        ? refused[0].Detail
        : string.Join("; ", refused.Select(result => $"kitchen {result.Message.Lane.Name}: {result.Detail}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "Parked order {OrderId} for kitchen {Kitchen}: {Detail}")]
    private partial void LogParked(string orderId, string kitchen, string detail);
}
