namespace Orbital.Domain.Kitchen;

/// <summary>The caller acts on a version that is not the present one any more. Nothing was written.</summary>
public sealed class StaleVersionException(string kind, string id, long expected, long current)
    : Exception($"{kind} {id} is at version {current} by now, not at {expected}")
{
    /// <summary>The present version.</summary>
    public long Current { get; } = current;
}
