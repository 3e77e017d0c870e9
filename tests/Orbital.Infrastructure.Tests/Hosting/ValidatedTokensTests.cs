using System.Reflection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Hosting;

public sealed class ValidatedTokensTests
{
    [Fact]
    public async Task What_is_remembered_of_a_token_is_who_shows_it_and_never_its_text()
    {
        using var issuer = new TokenIssuer();
        using var tokens = new ValidatedTokens(TimeProvider.System);
        var token = issuer.TokenOf("order management", "service", "manager");
        var trust = new TokenValidationParameters
        {
            ValidAudience = TokenIssuer.Audience,
            ValidIssuer = TokenIssuer.Name,
            IssuerSigningKey = SigningKeyFile.Read(issuer.PublicKeyFile).Key,
            NameClaimType = "sub",
            RoleClaimType = "roles",
        };
        var plain = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, trust);

        var first = await tokens.ValidateTokenAsync(token, trust);
        var remembered = await tokens.ValidateTokenAsync(token, trust);

        remembered.ShouldBeSameAs(first);
        remembered.IsValid.ShouldBeTrue();
        var (expected, actual) = (plain.ClaimsIdentity, remembered.ClaimsIdentity);
        (actual.IsAuthenticated, actual.Name, actual.RoleClaimType).ShouldBe((true, "order management", "roles"));
        actual.Claims.Select(claim => (claim.Type, claim.Value)).ShouldBe(expected.Claims.Select(claim => (claim.Type, claim.Value)));
        (remembered.SecurityToken.ValidFrom, remembered.SecurityToken.ValidTo).ShouldBe((plain.SecurityToken.ValidFrom, plain.SecurityToken.ValidTo));

        var signature = token.Split('.')[2];
        Holds(plain, signature).ShouldBeTrue("otherwise the next line proves nothing");
        Holds(remembered, signature).ShouldBeFalse();
    }

    /// <summary>Whether a text is anywhere in an object, or in what it refers to.</summary>
    private static bool Holds(object root, string text)
    {
        var (seen, open) = (new HashSet<object>(ReferenceEqualityComparer.Instance), new Stack<object>([root]));
        while (open.TryPop(out var next))
        {
            if (next is string found && found.Contains(text, StringComparison.Ordinal))
                return true;
            if (next is string or Type or MemberInfo or Delegate or Pointer || !seen.Add(next))
                continue;
            foreach (var part in PartsOf(next))
                open.Push(part);
        }

        return false;
    }

    private static IEnumerable<object> PartsOf(object whole)
    {
        if (whole is Array array)
            return array.GetType().GetElementType()!.IsPrimitive ? [] : array.OfType<object>();
        var fields = new List<object>();
        for (var type = whole.GetType(); type is { IsPrimitive: false } && type != typeof(object); type = type.BaseType)
        {
            fields.AddRange(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => !field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsByRefLike)
                .Select(field => field.GetValue(whole)).OfType<object>());
        }

        return fields;
    }
}
