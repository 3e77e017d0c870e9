namespace Orbital.Domain.Kitchen;

/// <summary>The state of an order or batch item forbids the action. Nothing was written.</summary>
public sealed class ActionRefusedException(
    string kind, string id, string action, string currentStatus, IReadOnlyList<string> allowedActions, string? why = null)
    : Exception($"{kind} {id} is {currentStatus}: it cannot {action} now{(why is null ? "" : $", {why}")}")
{
    /// <summary>What the entity's status is, by its name on the wire.</summary>
    public string CurrentStatus { get; } = currentStatus;

    /// <summary>What the status allows.</summary>
    public IReadOnlyList<string> AllowedActions { get; } = allowedActions;
}
