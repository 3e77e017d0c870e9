namespace Orbital.Domain.Kitchen;

/// <summary>How far a batch item is.</summary>
public enum BatchItemStatus
{
    /// <summary>Waiting for a cook; it may still gather more units.</summary>
    Pending,

    /// <summary>A cook has started it; it gathers no more.</summary>
    InProgress,

    /// <summary>All its units are done.</summary>
    Completed,

    /// <summary>Nobody needs it any more.</summary>
    Cancelled,
}
