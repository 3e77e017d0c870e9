using System.Buffers.Binary;
using MongoDB.Bson;

namespace Orbital.MongoEmulator.Documents;

/// <summary>A named value inside a document; <see cref="Whole"/> is type, name and value together.</summary>
internal readonly ref struct RawElement(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> name, RawValue value)
{
    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ReadOnlySpan<byte> Name { get; } = name;

    public RawValue Value { get; } = value;
}

/// <summary>Walks a document's elements without decoding them. Expects bytes that <see cref="BsonValidation"/> has passed.</summary>
internal ref struct RawElementEnumerator(ReadOnlyMemory<byte> document)
{
    private readonly ReadOnlyMemory<byte> _document = document;
    private readonly ReadOnlySpan<byte> _span = document.Span;
    private int _start;
    private int _nameLength;
    private int _end = 4;

    public readonly RawElement Current
    {
        get
        {
            var valueStart = _start + _nameLength + 2;
            return new RawElement(
                _span[_start.._end],
                _span.Slice(_start + 1, _nameLength),
                new RawValue((BsonType)_span[_start], _document[valueStart.._end]));
        }
    }

    public bool MoveNext()
    {
        _start = _end;
        if (_start >= _span.Length - 1)
            return false;

        _nameLength = _span[(_start + 1)..].IndexOf((byte)0);
        var valueStart = _start + _nameLength + 2;
        _end = valueStart + ValueLength((BsonType)_span[_start], _span[valueStart..]);
        return true;
    }

    /// <summary>Length in bytes of a value of that type which begins at the start of the span; -1 for an unknown type.</summary>
    public static int ValueLength(BsonType type, ReadOnlySpan<byte> value) => type switch
    {
        BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64 => 8,
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => 4 + BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Document or BsonType.Array or BsonType.JavaScriptWithScope => BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Binary => 5 + BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Undefined or BsonType.Null or BsonType.MinKey or BsonType.MaxKey => 0,
        BsonType.ObjectId => 12,
        BsonType.Boolean => 1,
        BsonType.Int32 => 4,
        BsonType.Decimal128 => 16,
        BsonType.RegularExpression => RegexLength(value),
        (BsonType)DbPointer => 16 + BinaryPrimitives.ReadInt32LittleEndian(value),
        _ => -1,
    };

    private const int DbPointer = 0x0C;

    private static int RegexLength(ReadOnlySpan<byte> value)
    {
        var pattern = value.IndexOf((byte)0) + 1;
        return pattern + value[pattern..].IndexOf((byte)0) + 1;
    }
}
