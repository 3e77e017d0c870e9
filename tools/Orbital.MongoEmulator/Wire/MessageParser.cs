using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Wire;

/// <summary>Reads OP_MSG and OP_QUERY. Everything that is not exactly right is a <see cref="WireProtocolException"/>.</summary>
internal static class MessageParser
{
    public const int HeaderLength = 16;
    public const int MaximumLength = 48_000_000;

    public const int OpReply = 1;
    public const int OpQuery = 2004;
    public const int OpMsg = 2013;

    public const uint MoreToCome = 2;

    private const uint ChecksumPresent = 1;
    private const uint ExhaustAllowed = 1 << 16;
    private const uint RequiredBits = 0xFFFF;

    public static WireMessage Parse(ReadOnlyMemory<byte> frame)
    {
        var requestId = ReadInt32(frame, 4);
        return ReadInt32(frame, 12) switch
        {
            OpMsg => ParseMessage(requestId, frame),
            OpQuery => ParseQuery(requestId, frame[HeaderLength..]),
            var other => throw new WireProtocolException($"opcode {other} is not supported"),
        };
    }

    private static WireMessage ParseMessage(int requestId, ReadOnlyMemory<byte> frame)
    {
        var flags = (uint)ReadInt32(frame, HeaderLength);
        if ((flags & RequiredBits & ~(ChecksumPresent | MoreToCome)) != 0)
            throw new WireProtocolException($"unknown required flag bits 0x{flags:X}");
        if ((flags & ChecksumPresent) != 0)
            frame = CheckAndCut(frame);

        RawDocument? body = null;
        var sequences = new Dictionary<string, List<RawDocument>>(StringComparer.Ordinal);
        var rest = frame[(HeaderLength + 4)..];
        while (rest.Length > 0)
        {
            var kind = rest.Span[0];
            rest = rest[1..];
            if (kind == 0 && body is null)
                body = TakeDocument(ref rest, "body");
            else if (kind == 1)
                TakeSequence(ref rest, sequences);
            else
                throw new WireProtocolException($"unexpected section of kind {kind}");
        }

        return new WireMessage(
            requestId,
            IsLegacy: false,
            ExpectsReply: (flags & MoreToCome) == 0,
            LegacyDatabase: null,
            body ?? throw new WireProtocolException("no body section"))
        {
            Sequences = sequences,
            AllowsExhaust = (flags & ExhaustAllowed) != 0,
        };
    }

    private static WireMessage ParseQuery(int requestId, ReadOnlyMemory<byte> rest)
    {
        rest = Skip(rest, 4);
        var collection = TakeCString(ref rest);
        if (!collection.EndsWith(".$cmd", StringComparison.Ordinal))
            throw new WireProtocolException($"OP_QUERY on {collection}");

        rest = Skip(rest, 8);
        var body = TakeDocument(ref rest, "query");
        return new WireMessage(requestId, IsLegacy: true, ExpectsReply: true, collection[..^".$cmd".Length], body);
    }

    private static void TakeSequence(ref ReadOnlyMemory<byte> rest, Dictionary<string, List<RawDocument>> sequences)
    {
        var size = ReadInt32(rest, 0);
        if (size < 5 || size > rest.Length)
            throw new WireProtocolException($"section of {size} bytes in {rest.Length}");

        var section = rest[4..size];
        rest = rest[size..];
        var name = TakeCString(ref section);
        var documents = new List<RawDocument>();
        while (section.Length > 0)
            documents.Add(TakeDocument(ref section, name));
        if (!sequences.TryAdd(name, documents))
            throw new WireProtocolException($"two sections named {name}");
    }

    private static RawDocument TakeDocument(ref ReadOnlyMemory<byte> rest, string what)
    {
        var length = ReadInt32(rest, 0);
        if (length < 5 || length > rest.Length || !BsonValidation.IsValid(rest.Span[..length]))
            throw new WireProtocolException($"{what} is not valid BSON");

        var document = new RawDocument(rest[..length]);
        rest = rest[length..];
        return document;
    }

    private static string TakeCString(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)0);
        if (end < 0)
            throw new WireProtocolException("a name has no end");

        var text = Encoding.UTF8.GetString(rest.Span[..end]);
        rest = rest[(end + 1)..];
        return text;
    }

    private static ReadOnlyMemory<byte> CheckAndCut(ReadOnlyMemory<byte> frame)
    {
        var content = Skip(frame, frame.Length - 4).Length == 4 ? frame[..^4] : default;
        var crc = uint.MaxValue;
        foreach (var value in content.Span)
            crc = BitOperations.Crc32C(crc, value);

        return ~crc == (uint)ReadInt32(frame, frame.Length - 4) && content.Length >= HeaderLength + 4
            ? content
            : throw new WireProtocolException("wrong checksum");
    }

    private static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> bytes, int count) =>
        bytes.Length >= count ? bytes[count..] : throw new WireProtocolException("message ends too early");

    private static int ReadInt32(ReadOnlyMemory<byte> bytes, int offset) =>
        bytes.Length >= offset + 4
            ? BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[offset..])
            : throw new WireProtocolException("message ends too early");
}
