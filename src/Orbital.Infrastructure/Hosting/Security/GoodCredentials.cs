using Microsoft.Extensions.Caching.Memory;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// Which tokens and cookies were good lately. Nobody can guess one of them, so who shows one may be looked at however often others at the same
/// address fail. One that is refused is forgotten.
/// </summary>
internal sealed class GoodCredentials : IDisposable
{
    /// <summary>A screen that slept over night is still known in the morning.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private const int MostRemembered = 10_000;

    private readonly MemoryCache _good = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    public bool Contains(string credential) => _good.TryGetValue(CredentialHash.Of(credential), out _);

    public void Add(string credential)
    {
        var hash = CredentialHash.Of(credential);
        // Looking it up is what keeps it.
        if (!_good.TryGetValue(hash, out _))
            _good.Set(hash, true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });
    }

    public void Remove(string credential) => _good.Remove(CredentialHash.Of(credential));

    public void Dispose() => _good.Dispose();
}
