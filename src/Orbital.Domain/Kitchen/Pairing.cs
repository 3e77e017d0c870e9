using System.Security.Cryptography;

namespace Orbital.Domain.Kitchen;

/// <summary>A screen that asks to be let in.</summary>
/// <param name="Code">What it shows, for a manager to read; it gives no access.</param>
/// <param name="SecretHash">Hash of what the screen alone knows.</param>
/// <param name="ExpiresAt">Until when the code is good.</param>
/// <param name="DisplayId">What it became; null while nobody has approved it.</param>
public sealed record Pairing(string Code, byte[] SecretHash, DateTimeOffset ExpiresAt, Guid? DisplayId = null);

/// <summary>The code that people read from one screen and type at another.</summary>
public static class PairingCode
{
    private const int Length = 8;

    // Without what looks alike (0 O, 1 I L, 8 B, 5 S, 2 Z) and without U and V: 23 letters and digits, 8 of them, are 78 thousand million codes.
    private const string Alphabet = "34679ACDEFGHJKMNPQRTWXY";

    public static string Next() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>The code that somebody typed, with or without the dash and in any case of letters; null when it can be none.</summary>
    public static string? Parse(string text)
    {
        var code = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return code.Length == Length && code.All(Alphabet.Contains) ? code : null;
    }

    /// <summary>As people read it: <c>XXXX-XXXX</c>.</summary>
    public static string Show(string code) => $"{code[..(Length / 2)]}-{code[(Length / 2)..]}";
}

/// <summary>What a screen alone knows. The kitchen keeps only its hash: who reads the database cannot be any screen.</summary>
public static class DisplaySecret
{
    private const int Bytes = 32;

    public static string Next() => RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true);

    /// <summary>Plain SHA-256 is enough: nobody can try all 256-bit numbers.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret));
}
