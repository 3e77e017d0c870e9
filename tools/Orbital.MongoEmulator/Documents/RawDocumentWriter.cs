using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MongoDB.Bson;

namespace Orbital.MongoEmulator.Documents;

/// <summary>Puts a document together from bytes: starts are remembered by the caller, lengths are filled in at the end.</summary>
internal sealed class RawDocumentWriter
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    public void Clear() => _length = 0;

    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    /// <summary>What was written, in an array of its own: the writer may be used again.</summary>
    public RawDocument ToDocument() => new(ToArray());

    public int StartDocument()
    {
        var start = _length;
        Reserve(4);
        return start;
    }

    /// <summary>Begins a document or an array that is the value of a field.</summary>
    public int StartDocument(BsonType type, ReadOnlySpan<byte> name)
    {
        WriteHead(type, name);
        return StartDocument();
    }

    public void EndDocument(int start)
    {
        Reserve(1)[0] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start), _length - start);
    }

    public void Write(BsonType type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        WriteHead(type, name);
        value.CopyTo(Reserve(value.Length));
    }

    public void Write(ReadOnlySpan<byte> name, RawValue value) => Write(value.Type, name, value.Bytes.Span);

    public void Write(ReadOnlySpan<byte> name, RawDocument value) => Write(BsonType.Document, name, value.Bytes.Span);

    public void Write(ReadOnlySpan<byte> name, string value)
    {
        WriteHead(BsonType.String, name);
        var length = Encoding.UTF8.GetByteCount(value);
        var target = Reserve(length + 5);
        BinaryPrimitives.WriteInt32LittleEndian(target, length + 1);
        Encoding.UTF8.GetBytes(value, target[4..]);
        target[^1] = 0;
    }

    public void Write(BsonType type, ReadOnlySpan<byte> name, long value)
    {
        WriteHead(type, name);
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);
    }

    /// <summary>Copies an element with its type and name.</summary>
    public void WriteWhole(ReadOnlySpan<byte> element) => element.CopyTo(Reserve(element.Length));

    /// <summary>Adds the next item of an array: its name is its index.</summary>
    public void WriteItem(int index, RawValue value)
    {
        Span<byte> name = stackalloc byte[11];
        index.TryFormat(name, out var written, provider: CultureInfo.InvariantCulture);
        Write(name[..written], value);
    }

    public int StartItem(int index, BsonType type)
    {
        Span<byte> name = stackalloc byte[11];
        index.TryFormat(name, out var written, provider: CultureInfo.InvariantCulture);
        return StartDocument(type, name[..written]);
    }

    private void WriteHead(BsonType type, ReadOnlySpan<byte> name)
    {
        var target = Reserve(name.Length + 2);
        target[0] = (byte)type;
        name.CopyTo(target[1..]);
        target[^1] = 0;
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));

        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}
