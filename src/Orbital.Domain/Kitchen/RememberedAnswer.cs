namespace Orbital.Domain.Kitchen;

/// <summary>What was answered to a caller who gave an idempotency key.</summary>
/// <param name="Key">The caller's key.</param>
/// <param name="Fingerprint">What was asked: the same key for anything else is a mistake of the caller.</param>
/// <param name="BatchItem">The answer.</param>
/// <param name="GivenAt">When it was given.</param>
public sealed record RememberedAnswer(string Key, string Fingerprint, BatchItem BatchItem, DateTimeOffset GivenAt);

/// <summary>The idempotency key was used before, for something else. Nothing was written.</summary>
public sealed class KeyReusedException(string key) : Exception($"the idempotency key {key} was used for another request");
