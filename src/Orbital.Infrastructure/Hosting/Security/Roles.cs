namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The roles that a caller can have, by their names in tokens.</summary>
public static class Roles
{
    /// <summary>A program that brings orders.</summary>
    public const string Service = "service";

    /// <summary>Works at a station: sees everything, works the batch items, hands orders off.</summary>
    public const string Cook = "cook";

    /// <summary>What a cook may, and more: policies, cancellations, dead letters, displays.</summary>
    public const string Manager = "manager";
}
