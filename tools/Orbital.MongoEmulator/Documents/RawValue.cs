using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;

namespace Orbital.MongoEmulator.Documents;

/// <summary>One BSON value as the bytes it was stored in; the default value stands for "missing".</summary>
internal readonly struct RawValue(BsonType type, ReadOnlyMemory<byte> bytes)
{
    public BsonType Type { get; } = type;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public static RawValue Missing => default;

    // EndOfDocument is 0, the default: no value on the wire ever has it.
    public bool IsMissing => Type == BsonType.EndOfDocument;

    public bool IsNull => Type is BsonType.Null or BsonType.Undefined;

    /// <summary>The same bytes as a document; an array is a document whose names are its indexes.</summary>
    public RawDocument AsDocument() => new(Bytes);

    public static RawValue From(BsonValue value)
    {
        var holder = RawDocument.From(new BsonDocument("v", value));
        holder.TryGet("v"u8, out var raw);
        return raw;
    }

    /// <summary>The value for calculating and comparing. The frequent scalars are read by hand, the rest by MongoDB.Bson.</summary>
    public BsonValue ToBsonValue()
    {
        var span = Bytes.Span;
        return Type switch
        {
            BsonType.EndOfDocument => BsonNull.Value,
            BsonType.Null => BsonNull.Value,
            BsonType.Double => BinaryPrimitives.ReadDoubleLittleEndian(span),
            BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(span),
            BsonType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(span),
            BsonType.Boolean => span[0] != 0,
            BsonType.String => Encoding.UTF8.GetString(span[4..^1]),
            BsonType.ObjectId => new ObjectId(span.ToArray()),
            BsonType.DateTime => new BsonDateTime(BinaryPrimitives.ReadInt64LittleEndian(span)),
            BsonType.Timestamp => new BsonTimestamp(BinaryPrimitives.ReadInt64LittleEndian(span)),
            BsonType.Document => AsDocument().ToBsonDocument(),
            _ => ReadByLibrary(),
        };
    }

    private BsonValue ReadByLibrary()
    {
        var writer = new RawDocumentWriter();
        var start = writer.StartDocument();
        writer.Write(Type, "v"u8, Bytes.Span);
        writer.EndDocument(start);
        return new RawDocument(writer.ToArray()).ToBsonDocument()[0];
    }
}
