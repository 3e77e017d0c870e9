using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The files of one certificate with its private key, as the settings name them.</summary>
/// <param name="Section">Where the settings are, as in <c>Tls</c>.</param>
/// <param name="Certificate">PEM or PFX.</param>
/// <param name="Key">PEM; null when it is in the same file.</param>
/// <param name="Password">Of the key or PFX.</param>
/// <param name="PasswordFile">A file with it.</param>
internal sealed record CertificateFiles(string Section, string Certificate, string? Key, string? Password = null, string? PasswordFile = null)
{
    /// <summary>All of them; <see cref="Read"/> takes their contents in this order.</summary>
    public IReadOnlyList<string> Paths => [.. new[] { Certificate, Key, PasswordFile }.OfType<string>()];

    /// <summary>What is wrong with them, each with the name of the setting.</summary>
    public IEnumerable<string> Problems()
    {
        if (Password is not null && PasswordFile is not null)
            yield return $"{Section}:Password and {Section}:PasswordFile must not both be given";
        var missing = new[] { ("Certificate", Certificate), ("Key", Key), ("PasswordFile", PasswordFile) }
            .Where(file => file.Item2 is not null && !File.Exists(file.Item2)).ToList();
        foreach (var (setting, path) in missing)
            yield return $"{Section}:{setting} must be a file, and there is no {path}";
        if (missing.Count == 0 && ReadNow().Problem is { } problem)
            yield return $"{Section}:Certificate cannot be used with {Section}:Key or password: {problem}";
    }

    /// <summary>Whether what they hold is out of its dates; null when it is not, or cannot be read at all.</summary>
    public string? DateProblem(DateTimeOffset now) =>
        ReadNow().Usable?.DateProblem(now) is { } problem ? $"{Section}:Certificate cannot be used: {problem}" : null;

    private (UsableCertificate? Usable, string? Problem) ReadNow()
    {
        try
        {
            return (Read([.. Paths.Select(File.ReadAllBytes)]), null);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }
    }

    /// <summary>The certificate with its chain, ready for handshakes.</summary>
    /// <exception cref="CryptographicException">They hold none, or the key or password is that of another.</exception>
    public UsableCertificate Read(IReadOnlyList<byte[]> contents)
    {
        var password = PasswordFile is null ? Password : Encoding.UTF8.GetString(contents[^1]).TrimEnd('\r', '\n');
        var isPem = contents[0].AsSpan().IndexOf("-----BEGIN "u8) >= 0;
        if (!isPem)
            return ReadPfx(contents[0], password);

        var certificates = Encoding.UTF8.GetString(contents[0]);
        var key = Key is null ? certificates : Encoding.UTF8.GetString(contents[1]);
        using var bare = password is null
            ? X509Certificate2.CreateFromPem(certificates, key)
            : X509Certificate2.CreateFromEncryptedPem(certificates, key, password);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);
        return Usable(new X509Certificate2(bare), chain);
    }

    private static UsableCertificate ReadPfx(byte[] content, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, password);
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("the file holds no certificate with a private key");
        // PEM is looked at by who reads it; a PFX is believed to hold what belongs together.
        return HasItsKey(own) ? Usable(own, all) : throw new CryptographicException($"the private key is not that of {own.Subject}");
    }

    private static bool HasItsKey(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm? key = certificate.GetRSAPrivateKey() ?? (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey();
        return key is null || key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    // Offline: a handshake must not wait for intermediates from elsewhere. They belong into the file.
    private static UsableCertificate Usable(X509Certificate2 own, X509Certificate2Collection chain) =>
        new(SslStreamCertificateContext.Create(own, chain, offline: true));
}

/// <summary>A certificate with its private key and chain.</summary>
internal sealed record UsableCertificate(SslStreamCertificateContext Context)
{
    public DateTimeOffset ExpiresAt => new(Context.TargetCertificate.NotAfter);

    private DateTimeOffset BeginsAt => new(Context.TargetCertificate.NotBefore);

    /// <summary>Why nobody would accept it at this time; null when it is within its dates.</summary>
    public string? DateProblem(DateTimeOffset now)
    {
        if (now >= BeginsAt && now < ExpiresAt)
            return null;
        return $"{Context.TargetCertificate.Subject} is good from {BeginsAt.UtcDateTime:O} to {ExpiresAt.UtcDateTime:O}, and it is {now.UtcDateTime:O}";
    }
}
