namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>Why a document is set aside, in a word.</summary>
internal enum SetAsideReason
{
    /// <summary>Its bytes or types are not those of an order.</summary>
    Unreadable,

    /// <summary>It breaks a rule of orders.</summary>
    Invalid,

    /// <summary>A kitchen will never take it.</summary>
    Refused,

    /// <summary>It belongs to another kitchen than the one that has it.</summary>
    Moved,
}
