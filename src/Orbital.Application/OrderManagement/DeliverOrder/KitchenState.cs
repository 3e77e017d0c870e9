namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>The state of a kitchen, as the last attempts to send have shown it.</summary>
public sealed record KitchenState
{
    /// <summary>False while orders are held back.</summary>
    public bool Open { get; init; }

    /// <summary>Since when it is so.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Failed attempts in a row.</summary>
    public int Failures { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Since when it has answered with faults alone, while nothing is held back: set by a fault, cleared by an order that it takes or refuses.
    /// </summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>True when waiting does not help: people must act.</summary>
    public bool Alarm { get; init; }
}
