using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>configureFailPoint as mongod has it, seen on the wire.</summary>
public sealed class FailPointTests : IAsyncLifetime
{
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

    [Theory]
    [InlineData("'off'", "....")]
    [InlineData("'alwaysOn'", "FFFF")]
    [InlineData("{ times: 2 }", "FF..")]
    [InlineData("{ skip: 2 }", "..FF")]
    [InlineData("{ activationProbability: 0 }", "....")]
    [InlineData("{ activationProbability: 1.0 }", "FFFF")]
    public async Task The_mode_says_which_of_the_commands_fail(string mode, string expected)
    {
        await FailAsync(mode, "{ failCommands: ['ping'], errorCode: 2 }");

        var seen = "";
        foreach (var _ in expected)
        {
            // Not concerned, and so not counted.
            (await RunAsync("{ find: 'c' }"))["ok"].ShouldBe(1.0);
            seen += (await RunAsync("{ ping: 1 }"))["ok"] == 0.0 ? "F" : ".";
        }

        seen.ShouldBe(expected);
    }

    [Fact]
    public async Task A_failure_is_the_error_that_was_asked_for()
    {
        await FailAsync("{ times: 1 }", "{ failCommands: ['ping'], errorCode: 91 }");

        var reply = await RunAsync("{ ping: 1 }");

        reply["code"].ShouldBe(91);
        reply["codeName"].ShouldBe("ShutdownInProgress");
        reply["errmsg"].AsString.ShouldContain("failCommand");
        reply.Contains("errorLabels").ShouldBeFalse();
        reply.Contains("topologyVersion").ShouldBeFalse();
    }

    [Theory]
    [InlineData("{ insert: 'c', documents: [{}], txnNumber: {$numberLong: '1'} }", 10107, "", "RetryableWriteError")]
    [InlineData("{ insert: 'c', documents: [{}], txnNumber: {$numberLong: '1'} }", 121, "", "")]
    [InlineData("{ insert: 'c', documents: [{}] }", 10107, "", "")]
    [InlineData("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", 11602, "", "ResumableChangeStreamError")]
    [InlineData("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", 286, "", "NonResumableChangeStreamError")]
    [InlineData("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", 11601, "", "")]
    [InlineData("{ aggregate: 'c', pipeline: [], cursor: {} }", 11602, "", "")]
    [InlineData("{ insert: 'c', documents: [{}], txnNumber: {$numberLong: '1'} }", 10107, ", errorLabels: []", "")]
    [InlineData("{ insert: 'c', documents: [{}] }", 121, ", errorLabels: ['RetryableWriteError', 'X']", "RetryableWriteError,X")]
    public async Task Labels_are_those_of_the_error_or_exactly_those_given(string command, int code, string labels, string expected)
    {
        await FailAsync("{ times: 1 }", $"{{ failCommands: ['insert', 'aggregate'], errorCode: {code}{labels} }}");

        var reply = await RunAsync(command);

        reply["code"].ShouldBe(code);
        string.Join(',', reply.GetValue("errorLabels", new BsonArray()).AsBsonArray).ShouldBe(expected);
        reply.Contains("topologyVersion").ShouldBe(code is 10107 or 11602);
    }

    [Theory]
    [InlineData("{ failCommands: ['find'], errorCode: 2, namespace: 'd.other' }")]
    [InlineData("{ failCommands: ['find'], errorCode: 2, appName: 'other' }")]
    [InlineData("{ failCommands: ['ping'], errorCode: 2 }")]
    [InlineData("{ failCommands: ['find'] }")]
    [InlineData("{ failCommands: ['find'], writeConcernError: { code: 64 } }")]
    public async Task Who_is_not_meant_neither_fails_nor_counts(string data)
    {
        await FailAsync("{ times: 1 }", data);

        (await RunAsync("{ find: 'c' }"))["ok"].ShouldBe(1.0);

        (await _server.AdminAsync("{ configureFailPoint: 'failCommand', mode: 'off' }"))["count"].ShouldBe(0L);
    }

    [Fact]
    public async Task An_application_and_a_namespace_are_what_it_aims_at()
    {
        var orders = _server.NewCollection();
        var others = orders.Database.GetCollection<BsonDocument>("others");
        await FailAsync("'alwaysOn'", "{ failCommands: ['insert'], errorCode: 121, namespace: 'd.orders', appName: 'victim' }");

        await others.InsertOneAsync([], cancellationToken: Ct);
        (await RunAsync("{ insert: 'orders', documents: [{}] }"))["ok"].ShouldBe(1.0);
        (await Should.ThrowAsync<MongoCommandException>(() => orders.InsertOneAsync([], cancellationToken: Ct))).Code.ShouldBe(121);
    }

    [Fact]
    public async Task It_counts_how_often_it_was_entered_and_one_can_wait_for_it()
    {
        await FailAsync("'alwaysOn'", "{ failCommands: ['ping'], errorCode: 2 }");
        await RunAsync("{ ping: 1 }");
        var waiting = _server.AdminAsync("{ waitForFailPoint: 'failCommand', timesEntered: 2, maxTimeMS: 20000 }");
        await RunAsync("{ ping: 1 }");
        await waiting;

        (await FailAsync("'alwaysOn'", "{ failCommands: ['ping'], errorCode: 2 }"))["count"].ShouldBe(2L);
        var late = await RunAsync("{ waitForFailPoint: 'failCommand', timesEntered: 3, maxTimeMS: 1, $db: 'admin' }");
        late["code"].ShouldBe(50);
    }

    [Fact]
    public async Task A_connection_is_closed_before_the_command_is_done()
    {
        await FailAsync("{ times: 1 }", "{ failCommands: ['insert'], closeConnection: true }");

        await _client.SendAsync(RawClient.Message(Command("{ insert: 'c', documents: [{ _id: 1 }] }").ToBson()), Ct);

        (await _client.IsClosedByServerAsync(Ct)).ShouldBeTrue();
        using var other = await RawClient.ConnectAsync(_server.Port, Ct);
        (await other.RunAsync(Command("{ count: 'c' }"), Ct))["n"].ShouldBe(0);
    }

    [Fact]
    public async Task A_blocked_command_waits_and_is_done()
    {
        await FailAsync("{ times: 1 }", "{ failCommands: ['insert'], blockConnection: true, blockTimeMS: 300 }");
        var start = TimeProvider.System.GetTimestamp();

        (await RunAsync("{ insert: 'c', documents: [{ _id: 1 }] }"))["n"].ShouldBe(1);

        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(290));
    }

    [Fact]
    public async Task A_write_may_be_done_and_miss_its_write_concern()
    {
        await FailAsync("{ times: 1 }", "{ failCommands: ['insert', 'ping'], writeConcernError: { code: 91, errmsg: 'down' } }");
        var insert = "{ insert: 'c', documents: [{ _id: 1 }], txnNumber: {$numberLong: '1'} }";

        (await RunAsync("{ ping: 1 }")).Contains("writeConcernError").ShouldBeFalse();
        var missed = await RunAsync(insert);
        var again = await RunAsync(insert);

        missed["ok"].ShouldBe(1.0);
        missed["writeConcernError"]["code"].ShouldBe(91);
        missed["errorLabels"].AsBsonArray.Single().ShouldBe("RetryableWriteError");
        again["n"].ShouldBe(1);
        again.Contains("writeConcernError").ShouldBeFalse();
    }

    [Fact]
    public async Task All_commands_may_fail_but_the_one_that_turns_it_off()
    {
        await FailAsync("'alwaysOn'", "{ failAllCommands: true, failCommands: [], appName: '', errorCode: 2 }");

        (await RunAsync("{ ping: 1 }"))["code"].ShouldBe(2);
        (await RunAsync("{ hello: 1 }"))["code"].ShouldBe(2);
        (await RunAsync("{ configureFailPoint: 'failCommand', mode: 'off', $db: 'admin' }"))["ok"].ShouldBe(1.0);
        (await RunAsync("{ ping: 1 }"))["ok"].ShouldBe(1.0);
    }

    [Theory]
    [InlineData("{ configureFailPoint: 'failCommand', mode: 'off', $db: 'd' }", 13)]
    [InlineData("{ configureFailPoint: 'failEverything', mode: 'off', $db: 'admin' }", 266)]
    [InlineData("{ configureFailPoint: 'failCommand', $db: 'admin' }", 2)]
    [InlineData("{ configureFailPoint: 'failCommand', mode: 'sometimes', $db: 'admin' }", 2)]
    [InlineData("{ configureFailPoint: 'failCommand', mode: { times: -1 }, $db: 'admin' }", 2)]
    [InlineData("{ configureFailPoint: 'failCommand', mode: { times: 1, skip: 1 }, $db: 'admin' }", 2)]
    [InlineData("{ configureFailPoint: 'failCommand', mode: { activationProbability: 2 }, $db: 'admin' }", 2)]
    [InlineData("{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { errorcode: 2 }, $db: 'admin' }", 238)]
    [InlineData("{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['fnid'] }, $db: 'admin' }", 238)]
    [InlineData("{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: 'find' }, $db: 'admin' }", 14)]
    [InlineData("{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { blockConnection: true }, $db: 'admin' }", 72)]
    [InlineData("{ configureFailPoint: 'failGetMoreAfterCursorCheckout', mode: 'alwaysOn', data: { failCommands: [] }, $db: 'admin' }", 238)]
    public async Task What_would_do_nothing_or_something_else_is_refused(string command, int code) =>
        (await RunAsync(command))["code"].ShouldBe(code);

    private Task<BsonDocument> FailAsync(string mode, string data) =>
        _server.AdminAsync($"{{ configureFailPoint: 'failCommand', mode: {mode}, data: {data} }}");

    private Task<BsonDocument> RunAsync(string command) => _client.RunAsync(Command(command), Ct);

    private static BsonDocument Command(string command)
    {
        var body = BsonDocument.Parse(command);
        if (body.Contains("txnNumber"))
            body.Add("lsid", new BsonDocument("id", new BsonBinaryData(Guid.Empty, GuidRepresentation.Standard)));
        return body.Contains("$db") ? body : body.Add("$db", "d");
    }
}
