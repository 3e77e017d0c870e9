namespace Orbital.Application.Kitchen;

/// <summary>The kitchen cannot answer now: its database is away, or too many callers wait. Try again later.</summary>
public sealed class KitchenUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
