namespace Orbital.Domain.Kitchen;

/// <summary>What goes first.</summary>
public enum Priority
{
    Normal,

    /// <summary>Before all that is normal.</summary>
    Rush,
}
