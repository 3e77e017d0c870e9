namespace Orbital.Domain.Kitchen;

/// <content>What can happen to a batch item. A move that already holds returns the same value.</content>
public sealed partial record BatchItem
{
    /// <summary>What the present status allows, by the names of the routes.</summary>
    public IReadOnlyList<string> AllowedActions => [.. Allowed()];

    /// <summary>Begins cooking: later demand opens a new batch item.</summary>
    /// <exception cref="ActionRefusedException">It is over.</exception>
    public BatchItem Start(DateTimeOffset now) => Status switch
    {
        BatchItemStatus.InProgress => this,
        BatchItemStatus.Pending => this with { Status = BatchItemStatus.InProgress, StartedAt = now },
        _ => throw Refused("start"),
    };

    /// <summary>Finishes units: those of rush orders first, then those of the oldest order, at last those made ahead of demand.</summary>
    /// <param name="units">How many; null for all.</param>
    /// <param name="now">When.</param>
    /// <exception cref="ActionRefusedException">It is over, or fewer units are outstanding.</exception>
    public BatchItem Complete(int? units, DateTimeOffset now)
    {
        if (Status == BatchItemStatus.Completed && units is null)
            return this;
        if (IsOver || Outstanding == 0)
            throw Refused("complete");
        if (units > Outstanding)
            throw Refused("complete", $"quantity {units} is more than the {Outstanding} outstanding units");

        var started = Start(now);
        var left = units ?? Outstanding;
        var allocations = started.Allocations.ToArray();
        foreach (var index in ServingOrder(allocations))
        {
            var served = Math.Min(left, allocations[index].Outstanding);
            allocations[index] = allocations[index] with { Completed = allocations[index].Completed + served };
            left -= served;
        }

        return (started with { Allocations = allocations, PreparedCompleted = PreparedCompleted + left }).Settled(now);
    }

    /// <summary>Takes the last move back: done units cook again, or cooking units wait again.</summary>
    /// <exception cref="ActionRefusedException">Only some units are done, or nobody wants them any more.</exception>
    public BatchItem Recall() => Status switch
    {
        BatchItemStatus.Pending => this,
        BatchItemStatus.InProgress when Completed == 0 && Cancelled == 0 => this with { Status = BatchItemStatus.Pending, StartedAt = null },
        BatchItemStatus.Completed when CanCookAgain => this with
        {
            Status = BatchItemStatus.InProgress,
            CompletedAt = null,
            PreparedCompleted = 0,
            Allocations = [.. Allocations.Select(allocation => allocation.IsCancelled ? allocation : allocation with { Completed = 0 })],
        },
        _ => throw Refused("recall"),
    };

    /// <summary>Withdraws work that was made by hand and that no order needs.</summary>
    /// <exception cref="ActionRefusedException">It has been started, or orders need it.</exception>
    public BatchItem Cancel() => Status switch
    {
        BatchItemStatus.Cancelled => this,
        BatchItemStatus.Pending when Allocations.Count > 0 => throw Refused("cancel", "orders need it: cancel the orders"),
        BatchItemStatus.Pending => this with { Status = BatchItemStatus.Cancelled },
        _ => throw Refused("cancel"),
    };

    /// <summary>A cook has seen that cancelled units are not wanted any more: they leave.</summary>
    public BatchItem AcknowledgeCancellation(DateTimeOffset now)
    {
        if (Cancelled == 0)
            return this;

        Allocation[] left =
        [
            .. Allocations
                .Select(allocation => allocation.IsCancelled ? allocation with { Quantity = allocation.Completed } : allocation)
                .Where(allocation => allocation.Quantity > 0),
        ];
        return (this with { Allocations = left, Quantity = Quantity - Cancelled }).Settled(now);
    }

    /// <summary>Changes what cooks may set. Null leaves a value as it is.</summary>
    /// <param name="priority">Whether it goes first.</param>
    /// <param name="quantity">Units in all; only while pending, only of a hand-made one, and not below what orders have taken. 0 cancels it.</param>
    /// <param name="note">What cooks tell each other.</param>
    /// <exception cref="ActionRefusedException">Its status, or its orders, forbid it.</exception>
    public BatchItem Change(Priority? priority, int? quantity, string? note)
    {
        if (IsOver)
            throw Refused("update");
        var changed = this with { Priority = priority ?? Priority, Note = note ?? Note };
        if (quantity is not { } units || units == Quantity)
            return changed == this ? this : changed;

        var ordered = Quantity - Prepared;
        if (!IsHandMade || Status != BatchItemStatus.Pending)
            throw Refused("update", "the quantity can be changed only of a hand-made batch item that is pending");
        if (units < ordered)
            throw Refused("update", $"orders have taken {ordered} units already");
        changed = changed with { Quantity = units, Prepared = units - ordered };
        return units == 0 ? changed with { Status = BatchItemStatus.Cancelled } : changed;
    }

    /// <summary>
    /// Takes a cancelled order's units out: at once while pending, and those made ahead of demand wait for another order; once cooking, a
    /// cook must acknowledge it.
    /// </summary>
    public BatchItem WithoutOrder(string orderId)
    {
        if (Status != BatchItemStatus.Pending)
            return WithAllocationsOf(orderId, allocation => allocation with { IsCancelled = true });

        Allocation[] left = [.. Allocations.Where(allocation => allocation.OrderId != orderId)];
        var prepared = Prepared + Allocations.Where(allocation => allocation.OrderId == orderId).Sum(allocation => allocation.Prepared);
        var quantity = prepared + left.Sum(allocation => allocation.Quantity);
        return this with
        {
            Allocations = left,
            Prepared = prepared,
            Quantity = quantity,
            Status = quantity == 0 ? BatchItemStatus.Cancelled : Status,
        };
    }

    /// <summary>Puts an order's units first; those that are done too, since they may be recalled.</summary>
    public BatchItem WithRush(string orderId) => WithAllocationsOf(orderId, allocation => allocation with { IsRush = true });

    private BatchItem WithAllocationsOf(string orderId, Func<Allocation, Allocation> change) => this with
    {
        Allocations = [.. Allocations.Select(allocation => allocation.OrderId == orderId ? change(allocation) : allocation)],
    };

    private static IEnumerable<int> ServingOrder(Allocation[] allocations) => Enumerable.Range(0, allocations.Length)
        .Where(index => !allocations[index].IsCancelled && allocations[index].Outstanding > 0)
        .OrderByDescending(index => allocations[index].IsRush);

    // It is over once nothing is left to cook and nothing to acknowledge.
    private BatchItem Settled(DateTimeOffset now)
    {
        if (Outstanding > 0 || Cancelled > 0)
            return this;
        return Completed > 0
            ? this with { Status = BatchItemStatus.Completed, CompletedAt = now }
            : this with { Status = BatchItemStatus.Cancelled };
    }

    // Units of cancelled orders alone would leave a batch item that cooks with nothing to cook.
    private bool CanCookAgain => PreparedCompleted > 0 || Allocations.Any(allocation => allocation is { IsCancelled: false, Completed: > 0 });

    private IEnumerable<string> Allowed()
    {
        if (Status == BatchItemStatus.Pending)
            yield return "start";
        if (!IsOver && Outstanding > 0)
            yield return "complete";
        if ((Status == BatchItemStatus.Completed && CanCookAgain) || (Status == BatchItemStatus.InProgress && Completed == 0 && Cancelled == 0))
            yield return "recall";
        if (Cancelled > 0)
            yield return "acknowledge-cancellation";
        if (!IsOver)
            yield return "update";
        if (Status == BatchItemStatus.Pending && Allocations.Count == 0)
            yield return "cancel";
    }

    private ActionRefusedException Refused(string action, string? why = null) =>
        new("batch item", Id.ToString(), action, StatusNames.Of(Status), AllowedActions, why);
}
