using System.Buffers.Binary;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Speaks the wire protocol by hand, for what no driver would send.</summary>
internal sealed class RawClient : IDisposable
{
    private const int OpMsg = 2013;

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawClient(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    public static async Task<RawClient> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        return new RawClient(client);
    }

    /// <summary>Sends a command and returns its reply.</summary>
    public async Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        await SendAsync(Message(command.ToBson()), cancellationToken);
        return await ReceiveAsync(cancellationToken);
    }

    /// <summary>Sends a command given as JSON, to the database <c>d</c> unless it names another.</summary>
    public Task<BsonDocument> RunAsync(string command, CancellationToken cancellationToken)
    {
        var body = BsonDocument.Parse(command);
        return RunAsync(body.Contains("$db") ? body : body.Add("$db", "d"), cancellationToken);
    }

    public async Task SendAsync(byte[] bytes, CancellationToken cancellationToken) => await _stream.WriteAsync(bytes, cancellationToken);

    public async Task<BsonDocument> ReceiveAsync(CancellationToken cancellationToken, int prefix = 21)
    {
        var header = new byte[4];
        await _stream.ReadExactlyAsync(header, cancellationToken);
        var rest = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - 4];
        await _stream.ReadExactlyAsync(rest, cancellationToken);
        return BsonSerializer.Deserialize<BsonDocument>(rest[(prefix - 4)..]);
    }

    /// <summary>Whether the server has closed the connection; waits for it.</summary>
    public async Task<bool> IsClosedByServerAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            return await _stream.ReadAsync(new byte[1], limit.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>An OP_MSG of one body section.</summary>
    public static byte[] Message(byte[] body, int flags = 0)
    {
        var message = new byte[21 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), 7);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), OpMsg);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(16), flags);
        body.CopyTo(message, 21);
        return message;
    }

    public void Dispose() => _client.Dispose();
}
