using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Hosting;

/// <summary>Section Tls: what is taken, and that each mistake is named. CERT, KEY, CA, PFX and SECRET stand for files.</summary>
public sealed class TlsSettingsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData]
    [InlineData("Tls:Certificate", "CERT", "Tls:Key", "KEY")]
    [InlineData("Tls:Certificate", "BOTH")]
    [InlineData("Tls:Certificate", "PFX", "Tls:Password", "secret")]
    [InlineData("Tls:Certificate", "PFX", "Tls:PasswordFile", "SECRET")]
    [InlineData("Tls:Certificate", "CERT", "Tls:Key", "KEY", "Tls:ClientCertificates", "required", "Tls:ClientAuthorities", "CA")]
    [InlineData("Tls:Certificate", "BOTH", "Tls:ClientCertificates", "Required", "Tls:ClientAuthorities", "CA", "Tls:ClientNames", "a,b")]
    public void What_belongs_together_is_taken(params string[] settings) => Problems(settings).ShouldBeEmpty();

    [Theory]
    [InlineData("Tls:Certificate must be given", "Tls:Key", "KEY")]
    [InlineData("Tls:Certificate must be a file", "Tls:Certificate", "/nowhere.pem")]
    [InlineData("Tls:Key must be a file", "Tls:Certificate", "CERT", "Tls:Key", "/nowhere.key")]
    [InlineData("Tls:Certificate cannot be used", "Tls:Certificate", "CERT", "Tls:Key", "OTHERKEY")]
    [InlineData("Tls:Certificate cannot be used", "Tls:Certificate", "CERT")]
    [InlineData("Tls:Certificate cannot be used", "Tls:Certificate", "PFX", "Tls:Password", "wrong")]
    [InlineData("Tls:Password and Tls:PasswordFile", "Tls:Certificate", "PFX", "Tls:Password", "secret", "Tls:PasswordFile", "SECRET")]
    [InlineData("Tls:ClientAuthorities must be given", "Tls:Certificate", "BOTH", "Tls:ClientCertificates", "Allowed")]
    [InlineData("Tls:ClientAuthorities cannot be used", "Tls:Certificate", "BOTH", "Tls:ClientCertificates", "Allowed", "Tls:ClientAuthorities", "KEY")]
    [InlineData("Tls:ClientCertificates must be", "Tls:Certificate", "BOTH", "Tls:ClientAuthorities", "CA")]
    [InlineData("Tls:ClientCertificates must be", "Tls:Certificate", "BOTH", "Tls:ClientNames:0", "somebody")]
    [InlineData("Tls:ClientCertificates must be", "Tls:Certificate", "BOTH", "Tls:ClientNames", "somebody")]
    [InlineData("Tls:ClientNames names nobody", "Tls:Certificate", "BOTH", "Tls:ClientCertificates", "Required", "Tls:ClientAuthorities", "CA", "Tls:ClientNames", "none")]
    [InlineData("Tls:ClientNames names nobody", "Tls:Certificate", "BOTH", "Tls:ClientCertificates", "Required", "Tls:ClientAuthorities", "CA", "Tls:ClientNames", "")]
    [InlineData("Tls:Certificate cannot be used with Tls:Key or password: the private key is not that of CN=pfx", "Tls:Certificate", "MIXEDPFX")]
    public void A_mistake_is_named(string problem, params string[] settings)
    {
        var problems = Problems(settings);

        problems.ShouldHaveSingleItem().ShouldStartWith(problem);
        problems.ShouldAllBe(text => !text.Contains("secret", StringComparison.Ordinal) && !text.Contains("wrong", StringComparison.Ordinal));
    }

    private List<string> Problems(string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Chunk(2).Select(pair => KeyValuePair.Create<string, string?>(pair[0], Value(pair[1])))).Build();
        return [.. new TlsSettings().Validate(null, StrictSection.Read<TlsOptions>(configuration, "Tls")).Failures ?? []];
    }

    private string Value(string text) => text switch
    {
        "CERT" => _certificates.Server("kitchen").Certificate,
        // The pair of the last CERT.
        "KEY" => File.Exists(_certificates.PathOf("kitchen.key")) ? _certificates.PathOf("kitchen.key") : _certificates.Server("kitchen").Key,
        "OTHERKEY" => _certificates.Server("other").Key,
        "CA" => _certificates.Authority,
        "BOTH" => Both(),
        "PFX" => Pfx(),
        "MIXEDPFX" => KeyOfAnother(),
        "SECRET" => Written("password", "secret\n"u8.ToArray()),
        _ => text,
    };

    private string Both()
    {
        var pair = _certificates.Server("both");
        File.AppendAllText(pair.Certificate, "\n" + File.ReadAllText(pair.Key));
        return pair.Certificate;
    }

    private string Pfx()
    {
        using var certificate = _certificates.Server("pfx").Load();
        return Written("kitchen.pfx", certificate.Export(X509ContentType.Pfx, "secret"));
    }

    private string KeyOfAnother()
    {
        using var certificate = _certificates.Server("pfx").Load();
        using var other = _certificates.Server("other").Load();
        using var key = other.GetECDsaPrivateKey()!;
        return Written("mixed.pfx", MixedPfx.Of(certificate, key.ExportPkcs8PrivateKey()));
    }

    private string Written(string name, byte[] content)
    {
        File.WriteAllBytes(_certificates.PathOf(name), content);
        return _certificates.PathOf(name);
    }
}
