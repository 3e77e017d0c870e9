using System.Security.Cryptography.X509Certificates;
using Orbital.AppHost.Certificates;

namespace Orbital.Testing;

/// <summary>An authority of a test, and the files of what it has issued. Dispose it.</summary>
public sealed class TestCertificates : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orbital-certificates-");
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("Test authority", TimeProvider.System.GetUtcNow(), Lifetime + Lifetime);

    public TestCertificates() => File.WriteAllText(Authority, _authority.Pem.Certificate);

    /// <summary>The file with the authority's certificate.</summary>
    public string Authority => PathOf("ca.pem");

    /// <summary>A file of the folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes <c>name.pem</c> and <c>name.key</c>, for a server.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="lifetime">Negative for one that has expired.</param>
    /// <param name="after">From when on it is good. Default: already.</param>
    public CertificatePair Server(string name, TimeSpan? lifetime = null, TimeSpan after = default) => Issue(name, CertificateUse.Server, lifetime, after);

    /// <summary>Writes <c>name.pem</c> and <c>name.key</c>, for a caller.</summary>
    public CertificatePair Client(string name, TimeSpan? lifetime = null) => Issue(name, CertificateUse.Client, lifetime, default);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private CertificatePair Issue(string name, CertificateUse use, TimeSpan? lifetime, TimeSpan after)
    {
        var pem = _authority.Issue(name, use, TimeProvider.System.GetUtcNow() + after, lifetime ?? Lifetime);
        var pair = new CertificatePair(PathOf($"{name}.pem"), PathOf($"{name}.key"));
        File.WriteAllText(pair.Certificate, pem.Certificate);
        File.WriteAllText(pair.Key, pem.Key);
        return pair;
    }
}

/// <summary>The files of a certificate.</summary>
/// <param name="Certificate">PEM.</param>
/// <param name="Key">PEM.</param>
public sealed record CertificatePair(string Certificate, string Key)
{
    /// <summary>Both, for a client of a test.</summary>
    public X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(Certificate, Key);
}
