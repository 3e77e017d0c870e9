namespace Orbital.Domain.Kitchen;

/// <summary>How far an order is.</summary>
public enum OrderStatus
{
    /// <summary>Stored; no unit of it has been started.</summary>
    Received,

    /// <summary>At least one unit has been started.</summary>
    InProgress,

    /// <summary>Every live unit is done.</summary>
    Ready,

    /// <summary>Given to the courier or the guest.</summary>
    HandedOff,

    /// <summary>Withdrawn by its customer or its brand.</summary>
    Cancelled,
}
