using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>Certificate authorities from a PEM file: those, and no others, are trusted.</summary>
internal static class AuthorityFile
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <exception cref="CryptographicException">The file holds no certificate.</exception>
    public static X509Certificate2Collection Read(byte[] content)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(Encoding.UTF8.GetString(content));
        return authorities.Count > 0 ? authorities : throw new CryptographicException("the file holds no certificate in PEM");
    }

    /// <summary>What is wrong with the file, with the name of the setting; null when it can be used.</summary>
    public static string? Problem(string setting, string path)
    {
        if (!File.Exists(path))
            return $"{setting} must be a file, and there is no {path}";
        try
        {
            Read(File.ReadAllBytes(path));
            return null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"{setting} cannot be used: {exception.Message}";
        }
    }

    /// <summary>A chain must end at one of them, be within its dates and allow the use. Revocation lists are not asked: they would be elsewhere.</summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection authorities, string use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(use));
        return policy;
    }
}
