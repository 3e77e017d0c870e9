using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using MongoDB.Bson;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Frames of the wire, good and bad. A bad one closes its own connection and nothing else.</summary>
public sealed class WireProtocolTests : IAsyncLifetime
{
    private static readonly BsonDocument Ping = new() { { "ping", 1 }, { "$db", "admin" } };

    private MongoEmulatorServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[]> BadFrames => new()
    {
        { "length below a header", Header(length: 8, opcode: 2013) },
        { "negative length", Header(length: -1, opcode: 2013) },
        { "oversized", Header(length: 48_000_001, opcode: 2013) },
        { "unknown opcode", Header(length: 16, opcode: 2001) },
        { "no sections", [.. Header(length: 20, opcode: 2013), 0, 0, 0, 0] },
        { "unknown required flag", RawClient.Message(Ping.ToBson(), flags: 4) },
        { "unknown section", WithByte(RawClient.Message(Ping.ToBson()), 20, 9) },
        { "body longer than the message", WithByte(RawClient.Message(Ping.ToBson()), 21, 200) },
        { "string longer than the document", WithByte(RawClient.Message(new BsonDocument { { "ping", "x" } }.ToBson()), 31, 120) },
        { "unknown type", WithByte(RawClient.Message(Ping.ToBson()), 25, 0x42) },
        { "section size below its own", [.. Header(length: 16 + 4 + 5, opcode: 2013), 0, 0, 0, 0, 1, 1, 0, 0, 0] },
        { "section without the end of its name", [.. Header(length: 16 + 4 + 7, opcode: 2013), 0, 0, 0, 0, 1, 6, 0, 0, 0, 65, 65] },
        { "OP_QUERY cut short", [.. Header(length: 18, opcode: 2004), 0, 0] },
        { "checksum cut short", [.. Header(length: 20, opcode: 2013), 1, 0, 0, 0] },
        { "wrong checksum", WithChecksum(RawClient.Message(Ping.ToBson(), flags: 1), change: 1) },
    };

    public async ValueTask InitializeAsync() => _server = await MongoEmulatorServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task A_bad_frame_closes_its_connection_and_the_server_lives(string what, byte[] frame)
    {
        using var bystander = await RawClient.ConnectAsync(_server.Port, Ct);
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);

        await client.SendAsync(frame, Ct);

        (await client.IsClosedByServerAsync(Ct)).ShouldBeTrue(what);
        (await bystander.RunAsync(Ping, Ct))["ok"].ShouldBe(1.0);
    }

    [Fact]
    public async Task A_checksum_is_accepted()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);

        await client.SendAsync(WithChecksum(RawClient.Message(Ping.ToBson(), flags: 1), change: 0), Ct);

        (await client.ReceiveAsync(Ct))["ok"].ShouldBe(1.0);
    }

    [Fact]
    public async Task A_message_may_come_byte_by_byte()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        foreach (var value in RawClient.Message(Ping.ToBson()))
            await client.SendAsync([value], Ct);

        (await client.ReceiveAsync(Ct))["ok"].ShouldBe(1.0);
    }

    [Fact]
    public async Task Connections_that_stop_in_the_middle_of_a_message_stop_nobody_else()
    {
        var halves = new List<RawClient>();
        for (var i = 0; i < 50; i++)
        {
            var half = await RawClient.ConnectAsync(_server.Port, Ct);
            await half.SendAsync(RawClient.Message(Ping.ToBson())[..(i % 30)], Ct);
            halves.Add(half);
        }

        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        (await client.RunAsync(Ping, Ct))["ok"].ShouldBe(1.0);
        halves.ForEach(half => half.Dispose());
        (await client.RunAsync(Ping, Ct))["ok"].ShouldBe(1.0);
    }

    [Fact]
    public async Task A_write_that_wants_no_reply_gets_none()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        var insert = new BsonDocument
        {
            { "insert", "c" }, { "documents", new BsonArray { new BsonDocument("_id", 1) } }, { "$db", "d" },
            { "writeConcern", new BsonDocument("w", 0) },
        };

        await client.SendAsync(RawClient.Message(insert.ToBson(), flags: 2), Ct);
        var next = await client.RunAsync(new BsonDocument { { "count", "c" }, { "$db", "d" } }, Ct);

        // A reply to the insert would have come first, and has no other count.
        next["n"].ShouldBe(1);
        next.Contains("nModified").ShouldBeFalse();
        (await client.RunAsync(Ping, Ct)).Contains("n").ShouldBeFalse();
    }

    [Fact]
    public async Task Invalid_UTF8_is_kept_and_handed_out_as_it_is()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        var insert = new BsonDocument
        {
            { "insert", "c" }, { "documents", new BsonArray { new BsonDocument { { "_id", 1 }, { "name", "QQ" } } } }, { "$db", "d" },
        }.ToBson();
        var at = insert.AsSpan().IndexOf("QQ"u8);
        insert[at] = 0xC3;
        insert[at + 1] = 0x28;

        await client.SendAsync(RawClient.Message(insert), Ct);
        (await client.ReceiveAsync(Ct))["n"].ShouldBe(1);
        var found = new BsonDocument { { "find", "c" }, { "filter", new BsonDocument("name", new BsonDocument("$ne", "x")) }, { "$db", "d" } };
        await client.SendAsync(RawClient.Message(found.ToBson()), Ct);

        await Should.ThrowAsync<DecoderFallbackException>(async () => await client.ReceiveAsync(Ct));
        (await client.RunAsync(Ping, Ct))["ok"].ShouldBe(1.0);
    }

    [Fact]
    public async Task An_unknown_command_a_missing_database_and_an_unknown_option_are_refused()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);

        (await client.RunAsync(new BsonDocument { { "mapReduce", "c" }, { "$db", "d" } }, Ct))["code"].ShouldBe(59);
        (await client.RunAsync(new BsonDocument { { "ping", 1 } }, Ct))["code"].ShouldBe(40571);
        (await client.RunAsync(new BsonDocument { { "find", "c" }, { "collation", new BsonDocument() }, { "$db", "d" } }, Ct))["code"].ShouldBe(238);
        (await client.RunAsync(new BsonDocument { { "getMore", 1L }, { "$db", "d" } }, Ct))["code"].ShouldBe(9);
        (await client.RunAsync(new BsonDocument { { "find", 1 }, { "$db", "d" } }, Ct))["code"].ShouldBe(73);
        (await client.RunAsync(new BsonDocument { { "find", "c" }, { "$db", "d" }, { "startTransaction", true } }, Ct))["code"].ShouldBe(263);
    }

    [Fact]
    public async Task A_legacy_query_is_answered_by_a_legacy_reply_and_only_for_the_handshake()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);

        await client.SendAsync(Query(new BsonDocument { { "isMaster", 1 } }), Ct);
        (await ReceiveLegacyAsync(client))["setName"].ShouldBe("rs0");

        await client.SendAsync(Query(new BsonDocument { { "ping", 1 } }), Ct);
        (await ReceiveLegacyAsync(client))["code"].ShouldBe(352);
    }

    // OP_REPLY has 36 bytes before its document where OP_MSG has 21.
    private static async Task<BsonDocument> ReceiveLegacyAsync(RawClient client) => await client.ReceiveAsync(Ct, prefix: 36);

    private static byte[] Query(BsonDocument body)
    {
        var content = (byte[])[0, 0, 0, 0, .. "admin.$cmd\0"u8, 0, 0, 0, 0, 255, 255, 255, 255, .. body.ToBson()];
        return [.. Header(16 + content.Length, 2004), .. content];
    }

    private static byte[] Header(int length, int opcode)
    {
        var header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), opcode);
        return header;
    }

    private static byte[] WithByte(byte[] message, int index, byte value)
    {
        message[index] = value;
        return message;
    }

    private static byte[] WithChecksum(byte[] message, uint change)
    {
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length + 4);
        var crc = uint.MaxValue;
        foreach (var value in message)
            crc = BitOperations.Crc32C(crc, value);

        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, ~crc + change);
        return [.. message, .. checksum];
    }
}
