namespace Orbital.Domain.Kitchen;

/// <summary>Something a caller sent breaks a rule of the kitchen. Nothing was written.</summary>
/// <param name="field">The field at fault, by its name on the wire, for example <c>order_items[2].quantity</c>.</param>
/// <param name="problem">What the field must be, for example <c>must be at least 1, was 0</c>.</param>
public sealed class InvalidFieldException(string field, string problem) : Exception($"{field} {problem}")
{
    /// <summary>The field at fault, by its name on the wire.</summary>
    public string Field { get; } = field;

    /// <summary>What the field must be.</summary>
    public string Problem { get; } = problem;
}
