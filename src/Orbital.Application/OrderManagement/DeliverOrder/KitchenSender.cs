using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>Brings one message to one kitchen: the attempts, and what follows from each.</summary>
internal sealed partial class KitchenSender(FinishedOrders finished, WatchOrdersOptions options, TimeProvider time, ILogger<KitchenSender> logger)
{
    private const int TriesOfAFault = 5;

    /// <param name="message">What to say to whom.</param>
    /// <param name="waits">Whether to wait for a kitchen that is away, for ever; otherwise it is <see cref="SendFate.Away"/>.</param>
    /// <param name="stopping">No attempt begins once this is cancelled.</param>
    /// <param name="cancellationToken">Also gives up the attempt in flight.</param>
    public async Task<SendResult> SendAsync(KitchenMessage message, bool waits, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var lane = message.Lane;
        if (!await HasRoomAsync(lane, waits, stopping))
            return new SendResult(message, SendFate.Away, "no room", 0);
        try
        {
            return await TryAsync(message, waits, stopping, cancellationToken);
        }
        finally
        {
            lane.Window.Release();
        }
    }

    /// <summary>What became of a message is final: it is remembered, counted and told.</summary>
    public void Finish(SendResult result)
    {
        var (lane, orderId, order) = result.Message;
        finished.Add(orderId, lane.Name, result.Message.Content, taken: result.Fate != SendFate.Refused);
        OrderManagementMeter.Count(result);
        if (result.Fate != SendFate.Taken)
            return;
        if (order is null)
            LogCancelled(orderId, lane.Name);
        else
            LogDelivered(orderId, order.BrandName, order.Items.Count, lane.Name);
    }

    /// <summary>A kitchen that lets no order in for a while is taken for one that is away: it may hang without a word.</summary>
    private async Task<bool> HasRoomAsync(KitchenLane lane, bool waits, CancellationToken stopping)
    {
        if (waits)
        {
            await lane.Window.WaitAsync(stopping);
            return true;
        }

        if (lane.Window.Wait(TimeSpan.Zero, CancellationToken.None))
            return true;
        using var patience = new CancellationTokenSource(options.ParkAfter, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            await lane.Window.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<SendResult> TryAsync(KitchenMessage message, bool waits, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var faults = 0;
        var deliveredAtLastFault = 0L;
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await AttemptAsync(message, waits, stopping, cancellationToken);
            switch (outcome.Kind)
            {
                case SendOutcomeKind.Delivered:
                    return new SendResult(message, SendFate.Taken, outcome.Detail, attempt);
                case SendOutcomeKind.Refused:
                    return new SendResult(message, SendFate.Refused, outcome.Detail, attempt);
                case SendOutcomeKind.Faulted:
                    faults++;
                    var delivered = message.Lane.Gate.Delivered;
                    // What got through before the last fault tells nothing about the kitchen of now.
                    if (faults >= TriesOfAFault && delivered > deliveredAtLastFault)
                        return new SendResult(message, SendFate.Refused, outcome.Detail, attempt);
                    if (faults >= TriesOfAFault && !waits)
                        return new SendResult(message, SendFate.Away, outcome.Detail, attempt);
                    deliveredAtLastFault = delivered;
                    LogFaulted(attempt, message.OrderId, message.Lane.Name, outcome.Detail);
                    await Task.Delay(BackOffSchedule.DelayAfter(faults), time, stopping);
                    break;
                default:
                    if (!waits)
                        return new SendResult(message, SendFate.Away, outcome.Detail, attempt);
                    break;
            }
        }
    }

    private static async Task<SendOutcome> AttemptAsync(
        KitchenMessage message, bool waits, CancellationToken stopping, CancellationToken cancellationToken)
    {
        stopping.ThrowIfCancellationRequested();
        var gate = message.Lane.Gate;
        if ((waits ? await gate.EnterAsync(stopping) : gate.TryEnter()) is not { } pass)
            return new SendOutcome(SendOutcomeKind.Unavailable, "held back");
        SendOutcome? outcome = null;
        try
        {
            outcome = await message.AttemptAsync(cancellationToken);
        }
        finally
        {
            gate.Leave(pass, outcome);
        }

        if (outcome.Kind != SendOutcomeKind.Delivered)
            OrderManagementMeter.CountFailure(outcome.Kind, message.Lane.Name);
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivered order {OrderId} of {BrandName} with {ItemCount} items to kitchen {Kitchen}")]
    private partial void LogDelivered(string orderId, string brandName, int itemCount, string kitchen);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cancelled order {OrderId} in kitchen {Kitchen}")]
    private partial void LogCancelled(string orderId, string kitchen);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} to deliver order {OrderId} failed in kitchen {Kitchen}: {Detail}")]
    private partial void LogFaulted(int attempt, string orderId, string kitchen, string detail);
}

/// <summary>How sending ended.</summary>
/// <param name="Message">What was sent.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Detail">The kitchen's last answer.</param>
/// <param name="Attempts">How often it was sent.</param>
internal sealed record SendResult(KitchenMessage Message, SendFate Fate, string Detail, int Attempts);

/// <summary>What became of a message.</summary>
internal enum SendFate
{
    /// <summary>The kitchen has it.</summary>
    Taken,

    /// <summary>The kitchen will never take it.</summary>
    Refused,

    /// <summary>The kitchen takes nothing now, and nobody waited for it.</summary>
    Away,
}
