using System.Buffers.Binary;
using System.IO.Pipelines;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Wire;

/// <summary>Writes replies of one connection, each with one flush.</summary>
internal sealed class MessageWriter(PipeWriter output)
{
    private const int MessagePrefix = MessageParser.HeaderLength + 4 + 1;
    private const int ReplyPrefix = MessageParser.HeaderLength + 20;
    private const int LegacyAwaitCapable = 8;

    private int _lastRequestId;

    /// <summary>Returns the id of the reply, to which the next one refers if more is to come.</summary>
    public async ValueTask<int> WriteAsync(WireMessage request, CommandReply reply, bool moreToCome, CancellationToken cancellationToken)
    {
        var body = reply.ToDocument();
        WritePrefix(request, body.Length, moreToCome);
        await output.WriteAsync(body.Bytes, cancellationToken);
        return _lastRequestId;
    }

    private void WritePrefix(WireMessage request, int bodyLength, bool moreToCome)
    {
        var length = request.IsLegacy ? ReplyPrefix : MessagePrefix;
        var prefix = output.GetSpan(length)[..length];
        prefix.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(prefix, length + bodyLength);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[4..], ++_lastRequestId);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[8..], request.RequestId);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[12..], request.IsLegacy ? MessageParser.OpReply : MessageParser.OpMsg);
        if (request.IsLegacy)
        {
            BinaryPrimitives.WriteInt32LittleEndian(prefix[16..], LegacyAwaitCapable);
            BinaryPrimitives.WriteInt32LittleEndian(prefix[32..], 1);
        }
        else if (moreToCome)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(prefix[16..], MessageParser.MoreToCome);
        }

        output.Advance(length);
    }
}
