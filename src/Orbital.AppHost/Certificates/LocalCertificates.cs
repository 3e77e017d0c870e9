using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orbital.AppHost.Certificates;

/// <summary>The certificates of <c>./run --tls</c>, in a folder: made when they are missing, and again before they expire.</summary>
internal sealed class LocalCertificates
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly string _folder;

    private LocalCertificates(string folder) => _folder = folder;

    /// <summary>The authority's certificate: who trusts it trusts the services.</summary>
    public string Authority => PathOf("ca.pem");

    public string KitchenCertificate => PathOf("kitchen.pem");

    public string KitchenKey => PathOf("kitchen.key");

    public string OrderManagementCertificate => PathOf("order-management.pem");

    public string OrderManagementKey => PathOf("order-management.key");

    private string AuthorityKey => PathOf("ca.key");

    /// <summary>Makes what is missing or expires within a month.</summary>
    public static LocalCertificates Ensure(string folder, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var files = new LocalCertificates(folder);
        var isNew = !IsGood(files.Authority, files.AuthorityKey, now);
        using var authority = isNew
            ? CertificateAuthority.Create("Orbital on this machine", now, AuthorityLifetime)
            : CertificateAuthority.From(new PemPair(File.ReadAllText(files.Authority), File.ReadAllText(files.AuthorityKey)));
        if (isNew)
            Write(authority.Pem, files.Authority, files.AuthorityKey);
        files.EnsureIssued(authority, "kitchen", CertificateUse.Server, isNew, now);
        files.EnsureIssued(authority, "order-management", CertificateUse.Server | CertificateUse.Client, isNew, now);
        return files;
    }

    private void EnsureIssued(CertificateAuthority authority, string name, CertificateUse use, bool anew, DateTimeOffset now)
    {
        var (certificate, key) = (PathOf($"{name}.pem"), PathOf($"{name}.key"));
        if (anew || !IsGood(certificate, key, now))
            Write(authority.Issue(name, use, now, Lifetime), certificate, key);
    }

    private static bool IsGood(string certificate, string key, DateTimeOffset now)
    {
        if (!File.Exists(certificate) || !File.Exists(key))
            return false;
        try
        {
            using var loaded = X509Certificate2.CreateFromPemFile(certificate, key);
            return new DateTimeOffset(loaded.NotAfter) - now > RenewBefore;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void Write(PemPair pem, string certificate, string key)
    {
        // Removed first: the mode of a file that is there already would stay.
        File.Delete(key);
        using (var writer = new StreamWriter(key, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            writer.Write(pem.Key);
        File.WriteAllText(certificate, pem.Certificate);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
