using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>A server that does not answer, and one that closes its connections.</summary>
public sealed class FreezeTests : IAsyncLifetime
{
    private const string Ping = "{ ping: 1 }";

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    private ControlledServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ControlledServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_frozen_server_accepts_and_does_not_answer_until_it_is_thawed()
    {
        using var old = await RawClient.ConnectAsync(_server.Port, Ct);
        await old.RunAsync(Ping, Ct);
        await _server.AdminAsync("{ emulatorFreeze: 1 }");

        using var fresh = await RawClient.ConnectAsync(_server.Port, Ct);
        var answers = Task.WhenAll(old.RunAsync("{ insert: 'c', documents: [{}] }", Ct), fresh.RunAsync("{ hello: 1 }", Ct));
        await Task.WhenAny(answers, Task.Delay(Short, TimeProvider.System, Ct));

        answers.IsCompleted.ShouldBeFalse();
        (await _server.AdminAsync("{ emulatorThaw: 1 }"))["wasFrozen"].ShouldBe(true);
        (await answers.WaitAsync(TimeSpan.FromSeconds(10), Ct)).ShouldAllBe(reply => reply["ok"] == 1.0);
        (await fresh.RunAsync("{ count: 'c' }", Ct))["n"].ShouldBe(1);
        (await _server.AdminAsync("{ emulatorThaw: 1 }"))["wasFrozen"].ShouldBe(false);
    }

    [Fact]
    public async Task A_reply_that_was_due_while_it_was_frozen_comes_after_the_thaw()
    {
        using var waiting = await RawClient.ConnectAsync(_server.Port, Ct);
        var open = await waiting.RunAsync("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", Ct);
        var id = open["cursor"]["id"].ToInt64();
        var reply = waiting.RunAsync($"{{ getMore: {{$numberLong: '{id}'}}, collection: 'c', maxTimeMS: 400 }}", Ct);

        await _server.AdminAsync("{ emulatorFreeze: 1 }");
        await Task.WhenAny(reply, Task.Delay(Short, TimeProvider.System, Ct));

        reply.IsCompleted.ShouldBeFalse();
        await _server.AdminAsync("{ emulatorThaw: 1 }");
        (await reply.WaitAsync(TimeSpan.FromSeconds(10), Ct))["cursor"]["id"].ShouldBe(id);
    }

    [Fact]
    public async Task It_thaws_by_itself_when_its_time_is_up()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        var start = TimeProvider.System.GetTimestamp();
        await _server.AdminAsync("{ emulatorFreeze: 1, forMS: 400 }");

        (await client.RunAsync(Ping, Ct))["ok"].ShouldBe(1.0);

        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public async Task The_client_that_waits_gives_up_when_it_is_told_how_long()
    {
        var patient = _server.NewCollection();
        var impatient = _server.NewCollection(settings =>
        {
            settings.SocketTimeout = Short;
            settings.ServerSelectionTimeout = TimeSpan.FromSeconds(2);
            settings.ConnectTimeout = TimeSpan.FromSeconds(1);
        });
        using var patientStream = await patient.WatchAsync(cancellationToken: Ct);
        using var stream = await impatient.WatchAsync(new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMilliseconds(10) }, Ct);
        await stream.MoveNextAsync(Ct);
        await patientStream.MoveNextAsync(Ct);

        await _server.AdminAsync("{ emulatorFreeze: 1, appName: 'victim' }");
        var waiting = patientStream.ReadAsync(1, Ct);
        var error = await Should.ThrowAsync<Exception>(() => stream.ReadAsync(1, Ct));

        (error is TimeoutException or MongoConnectionException).ShouldBeTrue($"{error}");
        waiting.IsCompleted.ShouldBeFalse();
        await _server.AdminAsync("{ emulatorThaw: 1 }");
        await patient.InsertOneAsync([], cancellationToken: Ct);
        (await waiting).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_the_named_application_is_frozen()
    {
        using var other = await RawClient.ConnectAsync(_server.Port, Ct);
        var orders = _server.NewCollection();
        await orders.InsertOneAsync([], cancellationToken: Ct);
        await _server.AdminAsync("{ emulatorFreeze: 1, appName: 'victim' }");

        var insert = orders.InsertOneAsync([], cancellationToken: Ct);
        (await other.RunAsync(Ping, Ct))["ok"].ShouldBe(1.0);
        await Task.WhenAny(insert, Task.Delay(Short, TimeProvider.System, Ct));

        insert.IsCompleted.ShouldBeFalse();
        await _server.AdminAsync("{ emulatorThaw: 1 }");
        await insert;
    }

    [Fact]
    public async Task Closing_connections_leaves_no_event_out()
    {
        var orders = _server.NewCollection();
        using var stream = await orders.WatchAsync(cancellationToken: Ct);
        await stream.MoveNextAsync(Ct);
        for (var i = 0; i < 5; i++)
        {
            var reading = stream.ReadAsync(1, Ct);
            (await _server.AdminAsync("{ emulatorCloseConnections: 1, appName: 'victim' }"))["closed"].ToInt32().ShouldBeGreaterThan(0);
            await orders.InsertOneAsync(new BsonDocument("_id", i), cancellationToken: Ct);
            (await reading).Single().DocumentKey["_id"].ShouldBe(i);
        }
    }

    [Fact]
    public async Task All_connections_are_closed_but_the_one_that_asked()
    {
        using var first = await RawClient.ConnectAsync(_server.Port, Ct);
        using var second = await RawClient.ConnectAsync(_server.Port, Ct);
        await first.RunAsync(Ping, Ct);
        await second.RunAsync(Ping, Ct);

        var reply = await first.RunAsync("{ emulatorCloseConnections: 1, $db: 'admin' }", Ct);

        reply["closed"].ToInt32().ShouldBeGreaterThan(0);
        (await second.IsClosedByServerAsync(Ct)).ShouldBeTrue();
        (await first.RunAsync(Ping, Ct))["ok"].ShouldBe(1.0);
    }

    [Theory]
    [InlineData("{ emulatorFreeze: 1, $db: 'd' }", 13)]
    [InlineData("{ emulatorThaw: 1, $db: 'd' }", 13)]
    [InlineData("{ emulatorCloseConnections: 1, $db: 'd' }", 13)]
    [InlineData("{ emulatorTrimOplog: 1, $db: 'd' }", 13)]
    [InlineData("{ emulatorFreeze: 1, forMs: 5, $db: 'admin' }", 238)]
    [InlineData("{ emulatorFreeze: 1, forMS: 0, $db: 'admin' }", 2)]
    [InlineData("{ emulatorTrimOplog: 1, keep: -1, $db: 'admin' }", 2)]
    public async Task What_is_not_understood_is_refused(string command, int code)
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);

        (await client.RunAsync(command, Ct))["code"].ShouldBe(code);
    }
}
