namespace Orbital.Domain.Kitchen;

/// <summary>There is no such order or batch item.</summary>
public sealed class NotKnownException(string kind, string id) : Exception($"there is no {kind} {id}");
