using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>One file of <see cref="AuthenticationSettings.SigningKeys"/>.</summary>
/// <param name="Key">What is in it.</param>
/// <param name="Weakness">Why it cannot be trusted to sign; null when it can. Never what is in it.</param>
internal sealed record SigningKeyFile(SecurityKey Key, string? Weakness = null)
{
    private const int MinRsaBits = 2048;
    private const int MinSecretBytes = 32;

    /// <summary>Random bytes are nearly all different: fewer kinds than this among 32 or more were typed or repeated by somebody.</summary>
    private const int MinDifferentBytes = 16;

    private const string Remedy = "make a key with `openssl rand -base64 32`";

    private static readonly string[] Placeholders = ["changeme", "change-me", "change_me", "placeholder", "example", "secret", "password"];

    /// <summary>The weakness of a key, if there is one to be read.</summary>
    public static string? WeaknessOf(string path)
    {
        try
        {
            return Read(path).Weakness;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <exception cref="InvalidDataException">It is not a key; says why, and never what is in it.</exception>
    public static SigningKeyFile Read(string path)
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
            return text.StartsWith("-----BEGIN", StringComparison.Ordinal) ? FromPem(text) : Secret(text);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException("is not a usable PEM file", e);
        }
    }

    private static SigningKeyFile FromPem(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new InvalidDataException("holds a private key: give the public one, the private one belongs to the issuer alone");
        using var certificate = pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal) ? X509Certificate2.CreateFromPem(pem) : null;
        return certificate is null ? KeyOf(pem) : KeyOf(certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    private static SigningKeyFile KeyOf(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
            throw new InvalidDataException("is not a usable PEM file");
        if (pem[fields.Label] is not "RSA PUBLIC KEY")
            return KeyOf(Convert.FromBase64String(pem[fields.Base64Data]));
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return Of(rsa);
    }

    private static SigningKeyFile KeyOf(byte[] subjectPublicKeyInfo)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
            return Of(rsa);
        }
        catch (CryptographicException)
        {
            // Then of an elliptic curve: all that .NET knows for signatures are strong enough.
            rsa.Dispose();
            var curve = ECDsa.Create();
            curve.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
            return new SigningKeyFile(new ECDsaSecurityKey(curve));
        }
    }

    private static SigningKeyFile Of(RSA rsa) => new(
        new RsaSecurityKey(rsa), rsa.KeySize < MinRsaBits ? $"is an RSA key of {rsa.KeySize} bits: it must have at least {MinRsaBits}" : null);

    private static SigningKeyFile Secret(string text)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"is {(IsPlaceholder(text) ? "a placeholder" : "neither PEM nor base64")}: {Remedy}", e);
        }

        if (bytes.Length == 0)
            throw new InvalidDataException("is empty");
        // Everybody may know a public key: taken for a secret, it would let everybody sign.
        if (IsPublicKey(bytes))
            throw new InvalidDataException("holds a public key or certificate without its frame: put -----BEGIN PUBLIC KEY----- before it and -----END PUBLIC KEY----- behind");
        return new SigningKeyFile(new SymmetricSecurityKey(bytes), WeaknessOf(text, bytes));
    }

    private static bool IsPublicKey(byte[] der)
    {
        Action<byte[]>[] readings =
        [
            bytes => PublicKey.CreateFromSubjectPublicKeyInfo(bytes, out _),
            bytes => X509CertificateLoader.LoadCertificate(bytes).Dispose(),
            bytes =>
            {
                using var rsa = RSA.Create();
                rsa.ImportRSAPublicKey(bytes, out _);
            },
        ];
        return readings.Any(read =>
        {
            try
            {
                read(der);
                return true;
            }
            catch (CryptographicException)
            {
                return false;
            }
        });
    }

    private static string? WeaknessOf(string text, byte[] secret)
    {
        if (secret.Length < MinSecretBytes)
            return $"is a secret of {secret.Length * 8} bits: it must have at least {MinSecretBytes * 8}";
        return IsPlaceholder(text) || IsPlaceholder(Encoding.Latin1.GetString(secret)) || secret.Distinct().Count() < MinDifferentBytes
            ? $"is not random, or a placeholder: {Remedy}"
            : null;
    }

    private static bool IsPlaceholder(string text) => Placeholders.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
