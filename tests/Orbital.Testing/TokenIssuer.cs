using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Orbital.Testing;

/// <summary>Makes tokens, good ones and forged ones, with keys of its own. By hand, so that no library forbids what an attacker would do.</summary>
public sealed class TokenIssuer : IDisposable
{
    public const string Name = "https://issuer.test";
    public const string Audience = "orbital";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _foreign = RSA.Create(2048);
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orbital-issuer-");

    public TokenIssuer()
    {
        File.WriteAllText(PublicKeyFile, PublicKey);
        File.WriteAllText(SecretFile, Convert.ToBase64String(_secret));
    }

    /// <summary>The settings of a service that believes this issuer.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("Authentication:Issuer", Name),
        ("Authentication:Audience", Audience),
        ("Authentication:SigningKeys:0", PublicKeyFile),
        ("Authentication:SigningKeys:1", SecretFile),
    ];

    public string PublicKeyFile => Path.Combine(_folder.FullName, "issuer.pem");

    public string SecretFile => Path.Combine(_folder.FullName, "secret");

    /// <summary>Its public key as an OpenID Connect provider tells it; and, by mistake, its secret.</summary>
    public string JsonWebKeySet
    {
        get
        {
            var key = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["keys"] = new JsonArray(
                    new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) },
                    new JsonObject { ["kty"] = "oct", ["use"] = "sig", ["k"] = Base64Url.EncodeToString(_secret) }),
            }.ToJsonString();
        }
    }

    private string PublicKey => _rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>A token for somebody in these roles, good for an hour.</summary>
    public string Token(params string[] roles) => Signed(Claims(roles));

    /// <summary>A token for somebody of another name.</summary>
    public string TokenOf(string subject, params string[] roles)
    {
        var claims = Claims(roles);
        claims["sub"] = subject;
        return Signed(claims);
    }

    /// <summary>A token that ends so long from now.</summary>
    public string TokenFor(TimeSpan life, params string[] roles) => Signed(Claims(roles, life: life));

    /// <summary>The same, its one role as text and not as an array.</summary>
    public string TokenWithRoleAsText(string role)
    {
        var claims = Claims([]);
        claims["roles"] = role;
        return Signed(claims);
    }

    /// <summary>The same, signed with the secret.</summary>
    public string TokenBySecret(params string[] roles) => Make("HS256", Claims(roles), data => HMACSHA256.HashData(_secret, data));

    /// <summary>Tokens with everything that they need for each role but one thing, by what is wrong with them.</summary>
    public IReadOnlyDictionary<string, string> Bad(params string[] roles)
    {
        var good = Token(roles);
        return new Dictionary<string, string>
        {
            ["expired"] = Signed(Claims(roles, life: TimeSpan.FromMinutes(-5))),
            ["not yet valid"] = Signed(Claims(roles, begins: TimeSpan.FromMinutes(5))),
            ["no end"] = Signed(Without("exp", Claims(roles))),
            ["alg none"] = Make("none", Claims(roles), _ => []),
            ["another issuer"] = Signed(Claims(roles, issuer: "https://another.test")),
            ["another audience"] = Signed(Claims(roles, audience: "payroll")),
            ["no audience"] = Signed(Without("aud", Claims(roles))),
            ["another key"] = Make("RS256", Claims(roles), data => _foreign.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ["public key as a secret"] = Make("HS256", Claims(roles), data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(PublicKey), data)),
            ["public key's bytes as a secret"] = Make("HS256", Claims(roles), data => HMACSHA256.HashData(_rsa.ExportSubjectPublicKeyInfo(), data)),
            ["no signature"] = good[..(good.LastIndexOf('.') + 1)],
            ["signature of another"] = good[..(good.LastIndexOf('.') + 1)] + Token("another").Split('.')[2],
            ["roles changed"] = string.Join('.', good.Split('.')[0], Encode(Claims([.. roles, "another"])), good.Split('.')[2]),
            ["no token at all"] = "x",
        };
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _foreign.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Signed(JsonObject claims) => Make("RS256", claims, data => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private static JsonObject Claims(string[] roles, TimeSpan? life = null, TimeSpan begins = default, string issuer = Name, string audience = Audience)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["sub"] = "tester",
            ["nbf"] = (now + begins - TimeSpan.FromMinutes(10) * (begins == default ? 1 : 0)).ToUnixTimeSeconds(),
            ["exp"] = (now + begins + (life ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds(),
            ["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]),
        };
    }

    private static JsonObject Without(string claim, JsonObject claims)
    {
        claims.Remove(claim);
        return claims;
    }

    private static string Make(string algorithm, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Encode(new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" })}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
