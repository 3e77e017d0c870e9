using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orbital.Kitchen.Bench;

/// <summary>One message of an event stream, without the empty line that ends it.</summary>
internal delegate void MessageHandler(ReadOnlySpan<byte> message);

/// <summary>A subscriber that costs little: a socket, and as much of HTTP/1.1 as a chunked answer needs.</summary>
internal sealed class StreamClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[64 * 1024];
    private byte[] _text = new byte[128 * 1024];
    private int _textLength;
    private Part _part;
    private uint _headEnd;
    private int _chunkLeft;

    private enum Part
    {
        Head,
        ChunkSize,
        Chunk,
        ChunkEnd,
    }

    /// <summary>Messages so far.</summary>
    public long Messages { get; private set; }

    public static async Task<StreamClient> ConnectAsync(int port)
    {
        var client = new StreamClient();
        await client._socket.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    public async Task AskAsync(string path) => await _socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n"));

    /// <summary>Reads until there have been so many messages.</summary>
    public async Task ReadAsync(long messages, MessageHandler? onMessage = null, CancellationToken cancellationToken = default)
    {
        while (Messages < messages)
        {
            var count = await _socket.ReceiveAsync(_received, cancellationToken);
            if (count == 0)
                throw new EndOfStreamException($"the stream ended after {Messages:N0} messages");
            Decode(_received.AsSpan(0, count));
            TakeMessages(onMessage);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void TakeMessages(MessageHandler? onMessage)
    {
        var text = _text.AsSpan(0, _textLength);
        while (text.IndexOf("\n\n"u8) is var end and >= 0)
        {
            Messages++;
            onMessage?.Invoke(text[..end]);
            text = text[(end + 2)..];
        }

        text.CopyTo(_text);
        _textLength = text.Length;
    }

    private void Decode(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_part == Part.Chunk)
            {
                var run = bytes[..Math.Min(_chunkLeft, bytes.Length)];
                Keep(run);
                bytes = bytes[run.Length..];
                _chunkLeft -= run.Length;
                _part = _chunkLeft == 0 ? Part.ChunkEnd : Part.Chunk;
                continue;
            }

            Step(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void Step(byte next)
    {
        switch (_part)
        {
            case Part.Head:
                _headEnd = (_headEnd << 8) | next;
                if (_headEnd == 0x0D0A0D0A)
                    _part = Part.ChunkSize;
                break;
            case Part.ChunkSize when next == '\n':
                _part = Part.Chunk;
                break;
            case Part.ChunkSize when next != '\r':
                _chunkLeft = (_chunkLeft * 16) + Convert.ToInt32(((char)next).ToString(), 16);
                break;
            case Part.ChunkEnd when next == '\n':
                _part = Part.ChunkSize;
                break;
        }
    }

    private void Keep(ReadOnlySpan<byte> run)
    {
        if (_textLength + run.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _textLength + run.Length));
        run.CopyTo(_text.AsSpan(_textLength));
        _textLength += run.Length;
    }
}
