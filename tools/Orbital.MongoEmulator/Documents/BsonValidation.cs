using System.Buffers.Binary;
using MongoDB.Bson;

namespace Orbital.MongoEmulator.Documents;

/// <summary>
/// Checks the structure of BSON that came over the wire, once, so that everything behind may walk it without care.
/// Like mongod it looks at lengths and types, not at whether strings are valid UTF-8.
/// </summary>
internal static class BsonValidation
{
    private const int MaximumDepth = 200;

    public static bool IsValid(ReadOnlySpan<byte> document) => IsValid(document, depth: 0);

    private static bool IsValid(ReadOnlySpan<byte> document, int depth)
    {
        if (depth > MaximumDepth || document.Length < 5 || document[^1] != 0)
            return false;
        if (BinaryPrimitives.ReadInt32LittleEndian(document) != document.Length)
            return false;

        var rest = document[4..^1];
        while (rest.Length > 0)
        {
            var type = (BsonType)rest[0];
            var name = rest[1..].IndexOf((byte)0);
            if (name < 0)
                return false;

            rest = rest[(name + 2)..];
            var length = SafeLength(type, rest);
            if (length < 0 || length > rest.Length || !IsValidValue(type, rest[..length], depth))
                return false;

            rest = rest[length..];
        }

        return true;
    }

    private static bool IsValidValue(BsonType type, ReadOnlySpan<byte> value, int depth) => type switch
    {
        BsonType.Document or BsonType.Array => IsValid(value, depth + 1),
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => value.Length >= 5 && value[^1] == 0,
        BsonType.Binary => value.Length >= 5,
        BsonType.JavaScriptWithScope => value.Length >= 14 && IsValidCodeWithScope(value, depth),
        BsonType.Boolean => value[0] <= 1,
        _ => true,
    };

    private static bool IsValidCodeWithScope(ReadOnlySpan<byte> value, int depth)
    {
        var code = BinaryPrimitives.ReadInt32LittleEndian(value[4..]);
        return code >= 1 && code <= value.Length - 13 && value[7 + code] == 0 && IsValid(value[(8 + code)..], depth + 1);
    }

    /// <summary>As <see cref="RawElementEnumerator.ValueLength"/>, for bytes that may end too early or lie.</summary>
    private static int SafeLength(BsonType type, ReadOnlySpan<byte> value)
    {
        if (type == BsonType.RegularExpression)
        {
            var pattern = value.IndexOf((byte)0);
            return pattern < 0 || value[(pattern + 1)..].IndexOf((byte)0) < 0 ? -1 : RawElementEnumerator.ValueLength(type, value);
        }

        var needsPrefix = type is BsonType.String or BsonType.JavaScript or BsonType.Symbol or BsonType.Document
            or BsonType.Array or BsonType.JavaScriptWithScope or BsonType.Binary || (int)type == 0x0C;
        if (!needsPrefix)
            return RawElementEnumerator.ValueLength(type, value);
        if (value.Length < 4)
            return -1;

        var prefix = BinaryPrimitives.ReadInt32LittleEndian(value);
        return prefix < 0 || prefix > value.Length ? -1 : RawElementEnumerator.ValueLength(type, value);
    }
}
