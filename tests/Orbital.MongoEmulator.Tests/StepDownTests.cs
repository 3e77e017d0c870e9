using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>The only member steps down and is elected again, and how clients learn of it.</summary>
public sealed class StepDownTests : IAsyncLifetime
{
    private const int ExhaustAllowed = 1 << 16;
    private const string OpenStream = "{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }";

    private ControlledServer _server = null!;
    private RawClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ControlledServer.StartAsync();
        _client = await RawClient.ConnectAsync(_server.Port, Ct);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task It_refuses_writes_and_reads_while_it_is_no_primary()
    {
        var before = await RunAsync("{ hello: 1 }");
        await StepDownAsync(60);
        var hello = await RunAsync("{ hello: 1 }");

        var write = await RunAsync("{ insert: 'c', documents: [{}], txnNumber: 1, lsid: { id: UUID('0e0e0e0e-0000-4000-8000-000000000000') } }");
        var read = await RunAsync("{ find: 'c' }");
        var watch = await RunAsync(OpenStream);

        hello["isWritablePrimary"].ShouldBe(false);
        hello["secondary"].ShouldBe(true);
        hello.Contains("primary").ShouldBeFalse();
        Counter(hello).ShouldBe(Counter(before) + 1);
        write["code"].ShouldBe(10107);
        write["errorLabels"].AsBsonArray.ShouldBe([new BsonString("RetryableWriteError")]);
        Counter(write).ShouldBe(Counter(hello));
        read["code"].ShouldBe(13435);
        watch["code"].ShouldBe(13435);
        watch["errorLabels"].AsBsonArray.ShouldBe([new BsonString("ResumableChangeStreamError")]);
        (await RunAsync("{ find: 'c', $readPreference: { mode: 'secondaryPreferred' } }"))["ok"].ShouldBe(1.0);
    }

    [Fact]
    public async Task It_is_elected_again_when_its_time_is_up_or_it_is_unfrozen()
    {
        var before = await RunAsync("{ hello: 1 }");
        await StepDownAsync(1);
        await ControlledServer.UntilAsync(IsPrimaryAsync);
        await StepDownAsync(60);
        await RunAsync("{ replSetFreeze: 0, $db: 'admin' }");
        var after = await RunAsync("{ hello: 1 }");

        after["isWritablePrimary"].ShouldBe(true);
        after["electionId"].AsObjectId.ShouldBeGreaterThan(before["electionId"].AsObjectId);
        Counter(after).ShouldBe(Counter(before) + 4);
        (await RunAsync("{ insert: 'c', documents: [{}] }"))["n"].ShouldBe(1);
    }

    [Theory]
    [InlineData("{ replSetStepDown: 5, $db: 'admin' }", 262)]
    [InlineData("{ replSetStepDown: -1, force: true, $db: 'admin' }", 2)]
    [InlineData("{ replSetStepDown: 5, force: true }", 13)]
    [InlineData("{ replSetFreeze: 0, $db: 'admin' }", 95)]
    public async Task What_a_primary_of_one_member_does_not_do(string command, int code)
    {
        (await RunAsync(command))["code"].ShouldBe(code);
        (await IsPrimaryAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task It_steps_down_once()
    {
        await StepDownAsync(60);

        (await RunAsync("{ replSetStepDown: 5, force: true, $db: 'admin' }"))["code"].ShouldBe(10107);
    }

    [Fact]
    public async Task A_hello_with_the_version_it_knows_is_answered_when_that_changes()
    {
        var version = (await RunAsync("{ hello: 1 }"))["topologyVersion"].AsBsonDocument;
        using var waiting = await RawClient.ConnectAsync(_server.Port, Ct);
        await waiting.SendAsync(RawClient.Message(Awaitable(version, 60_000).ToBson()), Ct);
        var reply = waiting.ReceiveAsync(Ct);
        (await RunAsync("{ ping: 1 }"))["ok"].ShouldBe(1.0);
        reply.IsCompleted.ShouldBeFalse();

        await StepDownAsync(60);

        (await reply)["isWritablePrimary"].ShouldBe(false);
        // It now knows less than the server, and is told at once; and when nothing changes, when its time is up.
        (await waiting.RunAsync(Awaitable(version, 60_000), Ct))["isWritablePrimary"].ShouldBe(false);
        var current = (await RunAsync("{ hello: 1 }"))["topologyVersion"].AsBsonDocument;
        (await waiting.RunAsync(Awaitable(current, 50), Ct))["topologyVersion"].ShouldBe(current);
    }

    [Fact]
    public async Task A_hello_that_allows_it_is_answered_again_and_again()
    {
        var version = (await RunAsync("{ hello: 1 }"))["topologyVersion"].AsBsonDocument;
        using var watching = await RawClient.ConnectAsync(_server.Port, Ct);
        await watching.SendAsync(RawClient.Message(Awaitable(version, 200).ToBson(), ExhaustAllowed), Ct);

        var quiet = await watching.ReceiveAsync(Ct);
        await StepDownAsync(60);
        var down = await watching.ReceiveAsync(Ct);
        while (Counter(down) == Counter(quiet))
            down = await watching.ReceiveAsync(Ct);
        await RunAsync("{ replSetFreeze: 0, $db: 'admin' }");
        var up = await watching.ReceiveAsync(Ct);
        while (Counter(up) == Counter(down))
            up = await watching.ReceiveAsync(Ct);

        quiet["isWritablePrimary"].ShouldBe(true);
        down["isWritablePrimary"].ShouldBe(false);
        up["isWritablePrimary"].ShouldBe(true);
    }

    [Fact]
    public async Task The_driver_waits_for_the_primary_and_its_open_stream_goes_on()
    {
        var orders = _server.NewCollection();
        using var stream = await orders.WatchAsync(cancellationToken: Ct);
        await orders.InsertOneAsync(new BsonDocument("_id", "a"), cancellationToken: Ct);
        await FailAggregatesAsync();

        await StepDownAsync(1);
        var start = TimeProvider.System.GetTimestamp();
        await orders.InsertOneAsync(new BsonDocument("_id", "b"), cancellationToken: Ct);

        // Election after 1 s, told by the hello stream: the driver's own poll would have taken up to 10 s.
        TimeProvider.System.GetElapsedTime(start).ShouldBeInRange(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(6));
        (await stream.ReadAsync(2, Ct)).Select(change => change.DocumentKey["_id"].AsString).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_driver_that_watches_hears_of_a_step_down_at_once_and_does_not_spin()
    {
        var client = _server.NewClient();
        await client.GetDatabase("d").RunCommandAsync<BsonDocument>("{ ping: 1 }", cancellationToken: Ct);
        await StepDownAsync(60);
        await ControlledServer.UntilAsync(() => Task.FromResult(TypeOf(client) == MongoDB.Driver.Core.Servers.ServerType.ReplicaSetSecondary));

        var hellos = await HellosInAsync(TimeSpan.FromSeconds(1));
        await RunAsync("{ replSetFreeze: 0, $db: 'admin' }");

        hellos.ShouldBeLessThan(10);
        await ControlledServer.UntilAsync(() => Task.FromResult(TypeOf(client) == MongoDB.Driver.Core.Servers.ServerType.ReplicaSetPrimary));
    }

    /// <summary>Counts without failing anything: blocking for 0 ms is enough to be counted.</summary>
    private async Task<long> HellosInAsync(TimeSpan time)
    {
        await _server.AdminAsync(
            "{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['hello'], blockConnection: true, blockTimeMS: 0 } }");
        await Task.Delay(time, TimeProvider.System, Ct);
        return (await RunAsync("{ configureFailPoint: 'failCommand', mode: 'off', $db: 'admin' }"))["count"].ToInt64();
    }

    /// <summary>So that a stream that goes on has not been opened anew.</summary>
    private Task<BsonDocument> FailAggregatesAsync() => _server.AdminAsync(
        "{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['aggregate'], errorCode: 2 } }");

    private async Task StepDownAsync(int seconds) =>
        (await RunAsync($"{{ replSetStepDown: {seconds}, force: true, $db: 'admin' }}"))["ok"].ShouldBe(1.0);

    private async Task<bool> IsPrimaryAsync() => (await RunAsync("{ hello: 1 }"))["isWritablePrimary"].AsBoolean;

    private Task<BsonDocument> RunAsync(string command) => _client.RunAsync(command, Ct);

    private static BsonDocument Awaitable(BsonDocument version, int wait) =>
        new() { { "hello", 1 }, { "topologyVersion", version }, { "maxAwaitTimeMS", wait }, { "$db", "admin" } };

    private static long Counter(BsonDocument reply) => reply["topologyVersion"]["counter"].AsInt64;

    private static MongoDB.Driver.Core.Servers.ServerType TypeOf(MongoClient client) => client.Cluster.Description.Servers.Single().Type;
}
