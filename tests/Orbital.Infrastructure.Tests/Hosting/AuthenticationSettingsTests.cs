using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Tests.Hosting;

public sealed class AuthenticationSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orbital-keys-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Nothing_is_open_to_everybody_and_anything_said_is_not()
    {
        new AuthenticationSettings().IsConfigured.ShouldBeFalse();
        new AuthenticationSettings { Audience = "orbital" }.IsConfigured.ShouldBeTrue();
        ProblemsOf(new AuthenticationSettings()).ShouldBe("");
    }

    [Fact]
    public void Half_a_configuration_names_the_rest()
    {
        ProblemsOf(new AuthenticationSettings { Issuer = "https://issuer.test" })
            .ShouldSatisfyAllConditions(text => text.ShouldContain("Authentication:Audience"), text => text.ShouldContain("Authentication:SigningKeys"));
        ProblemsOf(new AuthenticationSettings { Audience = "orbital" }).ShouldContain("Authentication:Issuer");
        ProblemsOf(new AuthenticationSettings { Audience = "orbital", Authority = "http://login.orbital.test" }).ShouldContain("Authentication:Authority must begin with https://");
        ProblemsOf(new AuthenticationSettings { Audience = "orbital", Authority = "https://login.orbital.test", Issuer = "https://login.orbital.test" }).ShouldContain("leave out");
        ProblemsOf(new AuthenticationSettings { Audience = "orbital", Authority = "https://login.orbital.test", ClockSkew = TimeSpan.FromHours(1) }).ShouldContain("Authentication:ClockSkew");
        ProblemsOf(new AuthenticationSettings { Audience = "orbital", Authority = "https://login.orbital.test" }).ShouldBe("");
    }

    [Fact]
    public void Strong_keys_are_taken()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        ProblemsOfKey(rsa.ExportSubjectPublicKeyInfoPem()).ShouldBe("");
        ProblemsOfKey(rsa.ExportRSAPublicKeyPem()).ShouldBe("");
        ProblemsOfKey(curve.ExportSubjectPublicKeyInfoPem()).ShouldBe("");
        ProblemsOfKey(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n").ShouldBe("");
    }

    [Fact]
    public void Weak_keys_and_placeholders_are_refused_by_name_and_without_what_is_in_them()
    {
        using var weak = RSA.Create(1024);
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var shortSecret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(31));

        foreach (var (content, problem) in new[]
        {
            (weak.ExportSubjectPublicKeyInfoPem(), "1024 bits"),
            (rsa.ExportPkcs8PrivateKeyPem(), "private key"),
            (Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), "without its frame"),
            (Convert.ToBase64String(rsa.ExportRSAPublicKey()), "without its frame"),
            (Convert.ToBase64String(curve.ExportSubjectPublicKeyInfo()), "without its frame"),
            (shortSecret, "248 bits"),
            ("change-me-change-me-change-me-change-me-change-me", "placeholder"),
            (Convert.ToBase64String(Encoding.UTF8.GetBytes("this-is-our-secret-this-is-our-secret")), "placeholder"),
            (Convert.ToBase64String(new byte[32]), "not random"),
            ("neither this nor that", "neither PEM nor base64"),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "not a usable PEM"),
        })
        {
            var said = ProblemsOfKey(content);
            said.ShouldStartWith("Authentication:SigningKeys: the file ", customMessage: problem);
            said.ShouldContain(problem);
            said.ShouldNotContain(content.Split('\n')[^1] is { Length: > 8 } last && !last.StartsWith('-') ? last : shortSecret);
        }

        ProblemsOf(Settings(Path.Combine(_folder.FullName, "nowhere"))).ShouldContain("cannot be read");
    }

    [Fact]
    public void A_key_is_used_with_algorithms_of_its_own_kind_alone()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] algorithms = ["none", "HS256", "RS256", "PS256", "ES256"];

        algorithms.Where(algorithm => SigningAlgorithms.Fits(algorithm, new RsaSecurityKey(rsa))).ShouldBe(["RS256", "PS256"]);
        algorithms.Where(algorithm => SigningAlgorithms.Fits(algorithm, new ECDsaSecurityKey(curve))).ShouldBe(["ES256"]);
        algorithms.Where(algorithm => SigningAlgorithms.Fits(algorithm, new SymmetricSecurityKey(new byte[32]))).ShouldBe(["HS256"]);
        algorithms.Where(algorithm => SigningAlgorithms.Fits(algorithm, new JsonWebKey { Kty = "oct" })).ShouldBeEmpty();
    }

    private string ProblemsOfKey(string content)
    {
        var file = Path.Combine(_folder.FullName, "key");
        File.WriteAllText(file, content);
        // The keys that work, and are too weak, are a check: that can be accepted.
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("Authentication:SigningKeys", file)]).Build();
        return ProblemsOf(Settings(file)) + string.Concat(StartCheck.SigningKeys.Faults(configuration));
    }

    private static AuthenticationSettings Settings(string keyFile) => new() { Issuer = "https://issuer.test", Audience = "orbital", SigningKeys = [keyFile] };

    private static string ProblemsOf(AuthenticationSettings settings) => new AuthenticationValidation().Validate(null, settings).FailureMessage ?? "";
}
