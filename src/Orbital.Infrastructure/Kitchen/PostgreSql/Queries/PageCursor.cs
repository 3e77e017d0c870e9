using System.Buffers.Text;
using System.Text;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

/// <summary>Where a page ended, as text that callers hand back and do not look into.</summary>
internal static class PageCursor
{
    private const int MaxLength = 40;

    public static string Encode(long position) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(position.ToString()));

    /// <summary>The position that a cursor stands for; null for the first page.</summary>
    /// <exception cref="InvalidFieldException">It is not one that a list handed out.</exception>
    public static long? Decode(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        Span<byte> bytes = stackalloc byte[MaxLength];
        return cursor.Length <= MaxLength && Base64Url.IsValid(cursor)
            && long.TryParse(Encoding.ASCII.GetString(bytes[..Base64Url.DecodeFromChars(cursor, bytes)]), out var position) && position > 0
            ? position
            : throw new InvalidFieldException("cursor", "must be a nextCursor that this list handed out");
    }

    /// <summary>A limit that a page may have.</summary>
    /// <exception cref="InvalidFieldException">It is out of range.</exception>
    public static int CheckLimit(int limit) => limit is >= 1 and <= PageLimits.Max
        ? limit
        : throw new InvalidFieldException("limit", $"must be between 1 and {PageLimits.Max}, was {limit}");
}
