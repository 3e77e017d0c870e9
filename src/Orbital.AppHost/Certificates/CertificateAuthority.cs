using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orbital.AppHost.Certificates;

/// <summary>An authority of one's own, for this machine: services that trust it, and nobody else, take its certificates for good.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    // Clocks differ a little.
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);

    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    public DateTimeOffset ExpiresAt => new(_certificate.NotAfter);

    /// <summary>Its certificate and key.</summary>
    public PemPair Pem => new(_certificate.ExportCertificatePem(), _certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    public static CertificateAuthority Create(string name, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // As far back as it is good onward: it can issue certificates that have expired, which tests need.
        return new CertificateAuthority(request.CreateSelfSigned(now - lifetime, now + lifetime));
    }

    /// <exception cref="CryptographicException">They do not belong together.</exception>
    public static CertificateAuthority From(PemPair pem) => new(X509Certificate2.CreateFromPem(pem.Certificate, pem.Key));

    /// <summary>Issues a certificate for a service of this machine.</summary>
    /// <param name="name">Its common name, and one of the names that it is reached by.</param>
    /// <param name="use">What it is good for.</param>
    /// <param name="now">From an hour before.</param>
    /// <param name="lifetime">Until then; negative for one that has expired.</param>
    public PemPair Issue(string name, CertificateUse use, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Purposes(use), critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(Names(name));
        var from = (lifetime > TimeSpan.Zero ? now : now + (2 * lifetime)) - Before;
        using var certificate = request.Create(_certificate, from, now + lifetime, RandomNumberGenerator.GetBytes(16));
        return new PemPair(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _certificate.Dispose();

    private static OidCollection Purposes(CertificateUse use)
    {
        var purposes = new OidCollection();
        if (use.HasFlag(CertificateUse.Server))
            purposes.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (use.HasFlag(CertificateUse.Client))
            purposes.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        return purposes;
    }

    private static X509Extension Names(string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        names.AddDnsName(name);
        return names.Build();
    }
}

/// <summary>A certificate and its private key, as PEM.</summary>
internal sealed record PemPair(string Certificate, string Key);

/// <summary>What a certificate is good for.</summary>
[Flags]
internal enum CertificateUse
{
    None = 0,

    /// <summary>To be called.</summary>
    Server = 1,

    /// <summary>To call.</summary>
    Client = 2,
}
