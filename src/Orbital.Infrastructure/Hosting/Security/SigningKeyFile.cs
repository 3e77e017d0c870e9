using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>One file of <see cref="AuthenticationSettings.SigningKeys"/>, and whether what is in it can be trusted to sign.</summary>
internal static class SigningKeyFile
{
    private const int MinRsaBits = 2048;
    private const int MinSecretBytes = 32;

    /// <summary>Random bytes are nearly all different: fewer kinds than this among 32 or more were typed or repeated by somebody.</summary>
    private const int MinDifferentBytes = 16;

    private static readonly string[] Placeholders = ["changeme", "change-me", "change_me", "placeholder", "example", "secret", "password"];

    /// <exception cref="InvalidDataException">It is not a key, or not a good one; says why, and never what is in it.</exception>
    public static SecurityKey Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException("cannot be read", e);
        }

        try
        {
            return text.StartsWith("-----BEGIN", StringComparison.Ordinal) ? PublicKey(text) : Secret(text);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException("is not a usable PEM file", e);
        }
    }

    private static SecurityKey PublicKey(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new InvalidDataException("holds a private key: give the public one, the private one belongs to the issuer alone");
        using var certificate = pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal) ? X509Certificate2.CreateFromPem(pem) : null;
        return certificate is null ? KeyOf(pem) : KeyOf(certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    private static SecurityKey KeyOf(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
            throw new InvalidDataException("is not a usable PEM file");
        if (pem[fields.Label] is not "RSA PUBLIC KEY")
            return KeyOf(Convert.FromBase64String(pem[fields.Base64Data]));
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return Strong(rsa);
    }

    private static SecurityKey KeyOf(byte[] subjectPublicKeyInfo)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
            return Strong(rsa);
        }
        catch (CryptographicException)
        {
            // Then of an elliptic curve: all that .NET knows for signatures are strong enough.
            rsa.Dispose();
            var curve = ECDsa.Create();
            curve.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
            return new ECDsaSecurityKey(curve);
        }
    }

    private static RsaSecurityKey Strong(RSA rsa) => rsa.KeySize >= MinRsaBits
        ? new RsaSecurityKey(rsa)
        : throw new InvalidDataException($"is an RSA key of {rsa.KeySize} bits: it must have at least {MinRsaBits}");

    private static SymmetricSecurityKey Secret(string text)
    {
        if (IsPlaceholder(text))
            throw new InvalidDataException("is a placeholder: make a key with `openssl rand -base64 32`");
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException("is neither PEM nor base64", e);
        }

        if (bytes.Length < MinSecretBytes)
            throw new InvalidDataException($"is a secret of {bytes.Length * 8} bits: it must have at least {MinSecretBytes * 8}");
        if (IsPlaceholder(Encoding.Latin1.GetString(bytes)) || bytes.Distinct().Count() < MinDifferentBytes)
            throw new InvalidDataException("is not random, or a placeholder: make a key with `openssl rand -base64 32`");
        return new SymmetricSecurityKey(bytes);
    }

    private static bool IsPlaceholder(string text) => Placeholders.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
