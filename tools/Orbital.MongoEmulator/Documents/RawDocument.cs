using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Orbital.MongoEmulator.Documents;

/// <summary>
/// A BSON document as bytes. Documents are kept, filtered and projected in this form: decoding 50 fields to look at
/// one is what would make the emulator the bottleneck, and bytes that are not understood are handed on unchanged.
/// </summary>
internal readonly struct RawDocument(ReadOnlyMemory<byte> bytes)
{
    // mongod hands invalid UTF-8 on as it is; a filter that looks at it must not fail for it.
    private static readonly BsonBinaryReaderSettings Lenient =
        new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false) };

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public int Length => Bytes.Length;

    public static RawDocument From(BsonDocument document) => new(document.ToBson());

    public RawElementEnumerator GetEnumerator() => new(Bytes);

    public bool TryGet(ReadOnlySpan<byte> name, out RawValue value)
    {
        foreach (var element in this)
        {
            if (!element.Name.SequenceEqual(name))
                continue;

            value = element.Value;
            return true;
        }

        value = RawValue.Missing;
        return false;
    }

    public bool SameBytes(RawDocument other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    public BsonDocument ToBsonDocument()
    {
        using var stream = new MemoryStream(Bytes.ToArray(), writable: false);
        using var reader = new BsonBinaryReader(stream, Lenient);
        return BsonDocumentSerializer.Instance.Deserialize(BsonDeserializationContext.CreateRoot(reader));
    }
}
