using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Retries, lost connections and the end of the server. Of the emulator alone, over raw sockets where it matters.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private static readonly BsonDocument Session = new("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard));

    private MongoEmulatorServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await MongoEmulatorServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_numbered_write_that_comes_again_is_answered_and_not_done_again()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        using var other = await RawClient.ConnectAsync(_server.Port, Ct);
        await client.RunAsync(Numbered("{ insert: 'c', documents: [{ _id: 1, n: 0 }] }", 1), Ct);
        var increment = Numbered("{ findAndModify: 'c', query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true }", 2);

        var first = await client.RunAsync(increment, Ct);
        var again = await other.RunAsync(increment, Ct);
        var old = await client.RunAsync(Numbered("{ delete: 'c', deletes: [{ q: {}, limit: 1 }] }", 1), Ct);
        var next = await client.RunAsync(increment.DeepClone().AsBsonDocument.Set("txnNumber", 3L), Ct);

        first["value"]["n"].ShouldBe(1);
        again["value"].ShouldBe(first["value"]);
        old["code"].ShouldBe(225);
        next["value"]["n"].ShouldBe(2);
    }

    [Fact]
    public async Task A_waiting_getMore_ends_with_its_connection_and_takes_the_cursor_along()
    {
        var id = 0L;
        using (var gone = await RawClient.ConnectAsync(_server.Port, Ct))
        {
            id = await OpenStreamAsync(gone);
            _ = await BeginWaitingAsync(gone, id);
        }

        await UntilAsync(async () => (await TryGetMoreAsync(id))["code"] == 43);
    }

    [Fact]
    public async Task Killing_a_cursor_ends_its_waiting_getMore()
    {
        using var waiting = await RawClient.ConnectAsync(_server.Port, Ct);
        var id = await OpenStreamAsync(waiting);
        var reply = await BeginWaitingAsync(waiting, id);

        using var killer = await RawClient.ConnectAsync(_server.Port, Ct);
        var killed = await killer.RunAsync(new BsonDocument { { "killCursors", "c" }, { "cursors", new BsonArray { id, 5L } }, { "$db", "d" } }, Ct);

        killed["cursorsKilled"].AsBsonArray.Single().ShouldBe(id);
        killed["cursorsNotFound"].AsBsonArray.Single().ShouldBe(5L);
        (await reply)["code"].ShouldBe(237);
    }

    [Fact]
    public async Task A_stream_survives_the_loss_of_its_cursor()
    {
        using var client = new MongoClient(_server.ConnectionString);
        var orders = client.GetDatabase("d").GetCollection<BsonDocument>("c");
        using var stream = await orders.WatchAsync(cancellationToken: Ct);
        await stream.MoveNextAsync(Ct);
        await orders.InsertOneAsync(new BsonDocument("_id", "unread"), cancellationToken: Ct);
        using var killer = await RawClient.ConnectAsync(_server.Port, Ct);
        var newest = (1L << 32) + 1;

        var killed = await killer.RunAsync(new BsonDocument { { "killCursors", "c" }, { "cursors", new BsonArray { newest } }, { "$db", "d" } }, Ct);

        killed["cursorsKilled"].AsBsonArray.Count.ShouldBe(1);
        (await stream.ReadAsync(1, Ct)).Single().DocumentKey["_id"].ShouldBe("unread");
    }

    [Fact]
    public async Task The_server_ends_within_a_second_though_getMores_wait()
    {
        var server = await MongoEmulatorServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, Ct);
        var id = await OpenStreamAsync(client);
        await client.SendAsync(RawClient.Message(GetMore(id, 60_000).ToBson()), Ct);
        using var idle = await RawClient.ConnectAsync(server.Port, Ct);
        (await idle.RunAsync(BsonDocument.Parse("{ ping: 1, $db: 'admin' }"), Ct))["ok"].ShouldBe(1.0);

        var clock = Stopwatch.StartNew();
        await server.DisposeAsync();

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await client.IsClosedByServerAsync(Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_driver_sees_one_primary_with_sessions_and_retryable_writes()
    {
        using var client = new MongoClient(_server.ConnectionString);

        var hello = await client.GetDatabase("admin").RunCommandAsync<BsonDocument>("{ hello: 1 }", cancellationToken: Ct);

        hello["isWritablePrimary"].ShouldBe(true);
        hello["hosts"].AsBsonArray.Single().ShouldBe($"127.0.0.1:{_server.Port}");
        hello["logicalSessionTimeoutMinutes"].ShouldBe(30);
        hello["$clusterTime"]["clusterTime"].ShouldBe(hello["operationTime"]);
        client.Cluster.Description.Type.ShouldBe(MongoDB.Driver.Core.Clusters.ClusterType.ReplicaSet);
    }

    [Fact]
    public async Task A_transaction_is_refused_clearly()
    {
        using var client = new MongoClient(_server.ConnectionString);
        using var session = await client.StartSessionAsync(cancellationToken: Ct);
        session.StartTransaction();

        var error = await Should.ThrowAsync<MongoCommandException>(
            () => client.GetDatabase("d").GetCollection<BsonDocument>("c").InsertOneAsync(session, [], cancellationToken: Ct));

        error.Code.ShouldBe(263);
        error.Message.ShouldContain("no transactions");
    }

    private static BsonDocument Numbered(string command, long number) =>
        BsonDocument.Parse(command).Add("$db", "d").Add("lsid", Session).Add("txnNumber", number);

    private static BsonDocument GetMore(long id, int wait) =>
        new() { { "getMore", id }, { "collection", "c" }, { "maxTimeMS", wait }, { "$db", "d" } };

    private static async Task<long> OpenStreamAsync(RawClient client)
    {
        var open = BsonDocument.Parse("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {}, $db: 'd' }");
        return (await client.RunAsync(open, Ct))["cursor"]["id"].ToInt64();
    }

    // Gives the reply that is to come, once the cursor is known to be taken.
    private async Task<Task<BsonDocument>> BeginWaitingAsync(RawClient client, long id)
    {
        while (true)
        {
            await client.SendAsync(RawClient.Message(GetMore(id, 60_000).ToBson()), Ct);
            var reply = client.ReceiveAsync(Ct);
            await UntilAsync(async () => reply.IsCompleted || (await TryGetMoreAsync(id))["code"] == 12051);
            if (!reply.IsCompleted)
                return reply;
            // A look at the cursor came in between.
            (await reply)["code"].ShouldBe(12051);
        }
    }

    private async Task<BsonDocument> TryGetMoreAsync(long id)
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        var reply = await client.RunAsync(GetMore(id, 1), Ct);
        return reply.Contains("code") ? reply : reply.Add("code", 0);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
    }
}
