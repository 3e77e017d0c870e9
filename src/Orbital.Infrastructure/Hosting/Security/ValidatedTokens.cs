using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// Validates tokens, and remembers those that are good for a moment: a sender shows the same one with every order, and checking a signature
/// costs more than all else of a call's way to its handler. What is refused is never remembered.
/// </summary>
internal sealed class ValidatedTokens : JsonWebTokenHandler, IDisposable
{
    /// <summary>How long a key that is withdrawn may still be believed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private const int MostRemembered = 1_000;

    // By their hashes: memory holds no token.
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    private readonly TimeProvider _time;

    public ValidatedTokens(TimeProvider time) => (_time, MapInboundClaims) = (time, false);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var key = HashOf(token);
        var now = _time.GetUtcNow();
        if (_known.TryGetValue(key, out Remembered? remembered) && now < remembered!.GoodUntil)
            return remembered.Result;

        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid)
            Remember(key, result, now);
        return result;
    }

    public void Dispose() => _known.Dispose();

    private void Remember((UInt128, UInt128) key, TokenValidationResult result, DateTimeOffset now)
    {
        var goodUntil = now + Longest;
        if (result.SecurityToken.ValidTo < goodUntil.UtcDateTime)
            goodUntil = new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero);
        if (goodUntil > now)
            _known.Set(key, new Remembered(result, goodUntil), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = goodUntil - now });
    }

    private static (UInt128, UInt128) HashOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return MemoryMarshal.Read<(UInt128, UInt128)>(hash);
    }

    private sealed record Remembered(TokenValidationResult Result, DateTimeOffset GoodUntil);
}
