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
internal sealed record DeliverOrder(OrderChange Change, long Term, CancellationToken Stopping) : IRequest<Delivery>
{
    /// <summary>The kitchen for which the change was parked: that one alone gets its part now, however long it takes. Null when it comes from the feed.</summary>
    public string? ParkedFor { get; init; }
}

internal sealed partial class DeliverOrderHandler(
    KitchenLanes lanes,
    KitchenSender sender,
    FinishedOrders finished,
    IDeadLetterStore deadLetters,
    MendedLetters mended,
    TimeProvider time,
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
        if (request.ParkedFor is null)
            OrderManagementMeter.Extracted.Add(1);

        var all = lanes.Route(order!, change.Document!);
        var messages = DueOf(request, all);
        if (messages.Count == 0)
            return Delivery.Unchanged;
        if (request.ParkedFor is null && KitchenThatHas(order!.Id, all) is { } other)
            return await ReportMoveAsync(request, messages, other);
        if (request.ParkedFor is null && change is { IsUpdate: false, Position: not null })
            finished.Begin(order!.Id);

        var delivery = await SendAsync(request, messages, cancellationToken);
        if (delivery == Delivery.Delivered && change.IsUpdate && messages.Count == all.Count)
            await mended.RemoveAsync(order!.Id, cancellationToken);
        return delivery;
    }

    /// <summary>
    /// What of an order must be sent now. Rules may have changed since it was parked: when they leave that kitchen no part of it, the others
    /// get theirs.
    /// </summary>
    private IReadOnlyList<KitchenMessage> DueOf(DeliverOrder request, IReadOnlyList<KitchenMessage> all)
    {
        if (request.ParkedFor is { } kitchen)
            return all.Any(message => message.Lane.Name == kitchen) ? [.. all.Where(message => message.Lane.Name == kitchen)] : all;
        return request.Change.IsUpdate ? [.. all.Where(IsNew)] : all;
    }

    private async Task<Delivery> CancelAsync(DeliverOrder request, string orderId, CancellationToken cancellationToken)
    {
        IEnumerable<KitchenLane> told = request.ParkedFor is { } kitchen ? [lanes[kitchen]] : lanes.Where(lane => finished.MayKnow(orderId, lane.Name));
        var messages = told.Select(lane => new KitchenMessage(lane, orderId, Order: null))
            .Where(message => request.ParkedFor is not null || IsNew(message)).ToList();
        if (messages.Count == 0)
            return Delivery.Unchanged;
        var delivery = await SendAsync(request, messages, cancellationToken);
        return delivery == Delivery.Delivered ? Delivery.Cancelled : delivery;
    }

    private bool IsNew(KitchenMessage message) => !finished.Contains(message.OrderId, message.Lane.Name, message.Content);

    /// <summary>A kitchen that has the order although it gets no part of it: the document has changed so that the rules send it elsewhere.</summary>
    private string? KitchenThatHas(string orderId, IReadOnlyList<KitchenMessage> messages) =>
        lanes.FirstOrDefault(lane => finished.Took(orderId, lane.Name) && messages.All(message => message.Lane != lane))?.Name;

    private async Task<Delivery> ReportMoveAsync(DeliverOrder request, IReadOnlyList<KitchenMessage> messages, string other)
    {
        foreach (var message in messages)
            finished.Add(message.OrderId, message.Lane.Name, message.Content, taken: false);
        var now = string.Join(", ", messages.Select(message => message.Lane.Name));
        return await SetAsideAsync(request, SetAsideReason.Moved, $"kitchen {other} has the order already, and now it belongs to {now}", attempts: 0);
    }

    private async Task<Delivery> SendAsync(DeliverOrder request, IReadOnlyList<KitchenMessage> messages, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(messages.Select(message => SendAsync(request, message, cancellationToken)));
        var refused = results.Where(result => result.Fate == SendFate.Refused).ToList();
        if (refused.Count > 0)
            return await SetAsideAsync(request, SetAsideReason.Refused, ReasonOf(refused), refused.Max(result => result.Attempts));
        return results.Any(result => result.Fate == SendFate.Away) ? Delivery.Parked : Delivery.Delivered;
    }

    private async Task<SendResult> SendAsync(DeliverOrder request, KitchenMessage message, CancellationToken cancellationToken)
    {
        var lane = message.Lane;
        var isParked = lane.Name == request.ParkedFor;
        var result = !isParked && !lane.Parked.IsEmpty
            ? new SendResult(message, SendFate.Away, "others were parked before", 0)
            : await sender.SendAsync(message, waits: isParked || !lanes.CanPark, request.Stopping, cancellationToken);
        if (result.Fate == SendFate.Away && request.Change.Raw.Length > ParkingLot.LongestDocument)
            result = result with { Fate = SendFate.Refused, Detail = $"too long to be parked, and the kitchen takes nothing now: {result.Detail}" };
        if (result.Fate == SendFate.Away)
            await lane.Parked.ParkAsync(request.Change, request.Term, request.Stopping);
        finished.Add(message.OrderId, lane.Name, message.Content, taken: result.Fate != SendFate.Refused);
        OrderManagementMeter.Count(result);
        Log(result);
        return result;
    }

    private void Log(SendResult result)
    {
        var (lane, orderId, order) = result.Message;
        switch (result.Fate)
        {
            case SendFate.Taken when order is null:
                LogCancelled(orderId, lane.Name);
                break;
            case SendFate.Taken:
                LogDelivered(orderId, order.BrandName, order.Items.Count, lane.Name);
                break;
            case SendFate.Away:
                LogParked(orderId, lane.Name, result.Detail);
                break;
        }
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
        OrderManagementMeter.SetAside.Add(1, OrderManagementMeter.Because(why));
        return Delivery.SetAside;
    }

    /// <summary>With one kitchen there is no need to say which.</summary>
    private string ReasonOf(List<SendResult> refused) => lanes.Count == 1
        ? refused[0].Detail
        : string.Join("; ", refused.Select(result => $"kitchen {result.Message.Lane.Name}: {result.Detail}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivered order {OrderId} of {BrandName} with {ItemCount} items to kitchen {Kitchen}")]
    private partial void LogDelivered(string orderId, string brandName, int itemCount, string kitchen);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cancelled order {OrderId} in kitchen {Kitchen}")]
    private partial void LogCancelled(string orderId, string kitchen);

    [LoggerMessage(Level = LogLevel.Information, Message = "Parked order {OrderId} for kitchen {Kitchen}: {Detail}")]
    private partial void LogParked(string orderId, string kitchen, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: set aside document {OrderId} after {Attempts} attempts: {Reason}")]
    private partial void LogSetAside(string? orderId, string reason, int attempts);
}
