using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Orbital.Contracts.Orders.V1;
using ProtoBuf;

namespace Orbital.Kitchen.Bench;

/// <summary>
/// Calls <c>SendOrder</c> and costs little, as callers and kitchen share one machine: a socket, and as much of HTTP/2 as calls with small
/// answers need. Any number of calls can be on their way. Who waits goes on on the thread that reads: what it sends then leaves in one piece.
/// </summary>
internal sealed class OrderCaller : IDisposable
{
    private const byte EndStream = 0x1;
    private const byte Ack = 0x1;
    private const byte EndHeaders = 0x4;

    // Literal names and values throughout, and a table of size 0 for the answers: header blocks are bytes that never change.
    private static readonly byte[] Headers = RequestHeaders();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Call> _calls = [];
    private readonly ArrayBufferWriter<byte> _unsent = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _message = new(1024);
    private readonly byte[] _received = new byte[64 * 1024];
    private int _lastStream = -1;
    private bool _isTakingAnswers;

    private enum Frame : byte
    {
        Data = 0,
        Headers = 1,
        ResetStream = 3,
        Settings = 4,
        Ping = 6,
        GoAway = 7,
        WindowUpdate = 8,
    }

    public static async Task<OrderCaller> ConnectAsync(int port)
    {
        var caller = new OrderCaller();
        await caller._socket.ConnectAsync(IPAddress.Loopback, port);
        lock (caller._gate)
            caller.Greet();
        _ = Task.Run(caller.ReadAsync);
        return caller;
    }

    /// <summary>Sends an order; completes when the kitchen has stored it.</summary>
    /// <exception cref="IOException">It was refused, or the connection broke.</exception>
    public Task SendAsync(OrderRequest order)
    {
        lock (_gate)
        {
            var call = new Call();
            _calls.Add(_lastStream += 2, call);
            Append(Frame.Headers, EndHeaders, _lastStream, Headers);
            Append(Frame.Data, EndStream, _lastStream, MessageOf(order));
            if (!_isTakingAnswers)
                Flush();
            return call.Answered;
        }
    }

    public void Dispose() => _socket.Dispose();

    // A server's window for what it receives is far above what so few orders can have on their way, and ours never runs out.
    private void Greet()
    {
        _unsent.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        Append(Frame.Settings, 0, 0, [0, 1, 0, 0, 0, 0]);
        Append(Frame.WindowUpdate, 0, 0, [0x7f, 0, 0, 0]);
        Flush();
    }

    private async Task ReadAsync()
    {
        var length = 0;
        try
        {
            while (await _socket.ReceiveAsync(_received.AsMemory(length)) is var count and > 0)
                length = TakeAnswers(length + count);
            FailAll(new IOException("the kitchen closed the connection"));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            FailAll(new IOException("the connection to the kitchen broke", e));
        }
    }

    // Returns how many bytes of an incomplete frame are left, at the start of the buffer.
    private int TakeAnswers(int length)
    {
        lock (_gate)
        {
            _isTakingAnswers = true;
            var bytes = _received.AsSpan(0, length);
            while (bytes.Length >= 9)
            {
                var payload = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
                if (bytes.Length < 9 + payload)
                    break;
                Take((Frame)bytes[3], bytes[4], BinaryPrimitives.ReadInt32BigEndian(bytes[5..]), bytes.Slice(9, payload));
                bytes = bytes[(9 + payload)..];
            }

            _isTakingAnswers = false;
            Flush();
            bytes.CopyTo(_received);
            return bytes.Length;
        }
    }

    private void Take(Frame type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case Frame.Settings when (flags & Ack) == 0:
                Append(Frame.Settings, Ack, 0, []);
                break;
            case Frame.Ping when (flags & Ack) == 0:
                Append(Frame.Ping, Ack, 0, payload);
                break;
            case Frame.GoAway:
                throw new IOException("the kitchen is going away");
            case Frame.Data:
                // The first field of the message is "success", after the five bytes before each message.
                _calls[stream].IsAccepted |= payload.Length > 7 && payload[5] == 0x08 && payload[6] == 1;
                break;
            case Frame.ResetStream:
            case Frame.Headers when (flags & EndStream) != 0:
                if (_calls.Remove(stream, out var call))
                    call.End(payload);
                break;
        }
    }

    private void FailAll(IOException exception)
    {
        lock (_gate)
        {
            foreach (var call in _calls.Values)
                call.Fail(exception);
            _calls.Clear();
        }
    }

    private ReadOnlySpan<byte> MessageOf(OrderRequest order)
    {
        _message.ResetWrittenCount();
        _message.Write((ReadOnlySpan<byte>)[0, 0, 0, 0, 0]);
        Serializer.Serialize(_message, order);
        var length = _message.WrittenCount - 5;
        var message = MemoryMarshal.AsMemory(_message.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32BigEndian(message[1..], length);
        return message;
    }

    private void Append(Frame type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var head = _unsent.GetSpan(9);
        BinaryPrimitives.WriteInt32BigEndian(head, (payload.Length << 8) | (byte)type);
        head[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(head[5..], stream);
        _unsent.Advance(9);
        _unsent.Write(payload);
    }

    private void Flush()
    {
        for (var unsent = _unsent.WrittenSpan; unsent.Length > 0;)
            unsent = unsent[_socket.Send(unsent)..];
        _unsent.ResetWrittenCount();
    }

    private static byte[] RequestHeaders()
    {
        const byte MethodPost = 0x83;
        const byte SchemeHttp = 0x86;
        List<byte> block = [MethodPost, SchemeHttp];
        Add([0x04], "/orbital.orders.v1.OrderService/SendOrder");
        Add([0x01], "127.0.0.1");
        Add([0x0f, 0x10], "application/grpc");
        Add([0x00, 2, (byte)'t', (byte)'e'], "trailers");
        return [.. block];

        void Add(ReadOnlySpan<byte> name, string value)
        {
            block.AddRange(name);
            block.Add((byte)value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(value));
        }
    }

    private sealed class Call
    {
        private readonly TaskCompletionSource _answered = new();

        public bool IsAccepted { get; set; }

        public Task Answered => _answered.Task;

        public void End(ReadOnlySpan<byte> trailers)
        {
            if (IsAccepted)
                _answered.SetResult();
            else
                _answered.SetException(new IOException($"the order was refused: {Encoding.ASCII.GetString(trailers)}"));
        }

        public void Fail(IOException exception) => _answered.TrySetException(exception);
    }
}
