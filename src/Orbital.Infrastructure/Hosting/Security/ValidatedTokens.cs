using System.Security.Claims;
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

    // By their hashes, and without their text: memory holds no token.
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    private readonly TimeProvider _time;

    public ValidatedTokens(TimeProvider time) => (_time, MapInboundClaims) = (time, false);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var key = CredentialHash.Of(token);
        var now = _time.GetUtcNow();
        if (_known.TryGetValue(key, out Remembered? remembered) && now < remembered!.GoodUntil)
            return remembered.Result;

        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (!result.IsValid)
            return result;
        result = WithoutText(result);
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

    // Both the library's token and its identity hold the whole text.
    private static TokenValidationResult WithoutText(TokenValidationResult result)
    {
        var identity = result.ClaimsIdentity;
        return new TokenValidationResult
        {
            IsValid = true,
            SecurityToken = new CheckedToken(result.SecurityToken),
            ClaimsIdentity = new ClaimsIdentity(identity.Claims, identity.AuthenticationType, identity.NameClaimType, identity.RoleClaimType),
        };
    }

    private sealed record Remembered(TokenValidationResult Result, DateTimeOffset GoodUntil);

    /// <summary>What is asked of a token once it was found good.</summary>
    private sealed class CheckedToken(SecurityToken token) : SecurityToken
    {
        public override string Id { get; } = token.Id;

        public override string Issuer { get; } = token.Issuer;

        public override SecurityKey? SecurityKey => null;

        public override SecurityKey? SigningKey { get; set; }

        public override DateTime ValidFrom { get; } = token.ValidFrom;

        public override DateTime ValidTo { get; } = token.ValidTo;
    }
}
