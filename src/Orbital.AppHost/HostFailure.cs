namespace Orbital.AppHost;

/// <summary>Something the user can act on: shown as its message alone, without a stack trace.</summary>
internal sealed class HostFailure(string message, Exception? inner = null) : Exception(message, inner);
