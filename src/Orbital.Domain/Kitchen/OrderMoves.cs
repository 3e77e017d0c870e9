namespace Orbital.Domain.Kitchen;

/// <content>What can happen to an order. A move that already holds returns the same value.</content>
public sealed partial record Order
{
    /// <summary>What the present status allows, by the names of the routes.</summary>
    public IReadOnlyList<string> AllowedActions => Status switch
    {
        OrderStatus.Received or OrderStatus.InProgress => ["rush", "cancel"],
        OrderStatus.Ready => ["hand-off", "cancel"],
        _ => [],
    };

    /// <summary>Stands for an order that was cancelled before it arrived.</summary>
    public static Order CancelledUnseen(string orderId) => new()
    {
        OrderId = FieldRules.Required("order_id", orderId, OrderLimits.IdLength),
        OtterOrderId = "",
        BrandName = "",
        Lines = [],
        Status = OrderStatus.Cancelled,
    };

    /// <summary>Nobody has anything to do with it any more.</summary>
    public bool IsOver => Status is OrderStatus.HandedOff or OrderStatus.Cancelled;

    /// <summary>It was cancelled before it arrived: only its id is known.</summary>
    public bool IsUnseen => Lines.Count == 0;

    /// <summary>This order with more of its units done, or fewer: every live unit done makes it ready, one recalled takes that back.</summary>
    public Order WithUnitsDone(int more)
    {
        var done = this with { UnitsDone = UnitsDone + more };
        return Status switch
        {
            OrderStatus.Cancelled or OrderStatus.HandedOff => done,
            _ when done.UnitsDone == Units => done with { Status = OrderStatus.Ready },
            OrderStatus.Ready => done with { Status = OrderStatus.InProgress },
            _ => done,
        };
    }

    /// <summary>Its first unit is being cooked.</summary>
    public Order Started() => Status == OrderStatus.Received ? this with { Status = OrderStatus.InProgress } : this;

    /// <summary>It is given away.</summary>
    /// <exception cref="ActionRefusedException">It is not ready.</exception>
    public Order HandOff() => Status switch
    {
        OrderStatus.HandedOff => this,
        OrderStatus.Ready => this with { Status = OrderStatus.HandedOff },
        _ => throw Refused("be handed off"),
    };

    /// <summary>It goes before all others.</summary>
    /// <exception cref="ActionRefusedException">There is nothing left to hurry.</exception>
    public Order Rush() => Status switch
    {
        _ when Priority == Priority.Rush && !IsOver => this,
        OrderStatus.Received or OrderStatus.InProgress => this with { Priority = Priority.Rush },
        _ => throw Refused("be rushed"),
    };

    /// <summary>Nobody wants it any more.</summary>
    /// <exception cref="ActionRefusedException">It was handed off.</exception>
    public Order Cancel() => Status switch
    {
        OrderStatus.Cancelled => this,
        OrderStatus.HandedOff => throw Refused("be cancelled"),
        _ => this with { Status = OrderStatus.Cancelled },
    };

    private ActionRefusedException Refused(string action) => new("order", OrderId, action, StatusNames.Of(Status), AllowedActions);
}
