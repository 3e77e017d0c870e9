namespace Orbital.Application.OrderManagement.DeliverOrder;

/// <summary>How a change was finished.</summary>
internal enum Delivery
{
    /// <summary>Every kitchen has its part of the order.</summary>
    Delivered,

    /// <summary>Every kitchen knows that nobody wants the order.</summary>
    Cancelled,

    /// <summary>The document is durably set aside.</summary>
    SetAside,

    /// <summary>It is durably kept for a kitchen that takes nothing now; the others have their part.</summary>
    Parked,

    /// <summary>What changed in the document is of no interest to a kitchen.</summary>
    Unchanged,
}
