namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>A service does not start with these settings; the message says which and how to mend them, and holds no secret.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
