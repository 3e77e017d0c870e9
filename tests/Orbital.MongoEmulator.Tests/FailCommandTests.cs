using MongoDB.Bson;

namespace Orbital.MongoEmulator.Tests;

/// <summary>What failCommand does to a command, seen on the wire.</summary>
public sealed class FailCommandTests : IAsyncLifetime
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
    [InlineData("{ insert: 'c', documents: [{}], txnNumber: 1, lsid: { id: UUID('0e0e0e0e-0000-4000-8000-000000000000') } }", 10107, "", "RetryableWriteError")]
    [InlineData("{ insert: 'c', documents: [{}], txnNumber: 1, lsid: { id: UUID('0e0e0e0e-0000-4000-8000-000000000000') } }", 121, "", "")]
    [InlineData("{ insert: 'c', documents: [{}] }", 10107, "", "")]
    [InlineData("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", 11602, "", "ResumableChangeStreamError")]
    [InlineData("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", 286, "", "NonResumableChangeStreamError")]
    [InlineData("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", 11601, "", "")]
    [InlineData("{ aggregate: 'c', pipeline: [], cursor: {} }", 11602, "", "")]
    [InlineData("{ insert: 'c', documents: [{}], txnNumber: 1, lsid: { id: UUID('0e0e0e0e-0000-4000-8000-000000000000') } }", 10107, ", errorLabels: []", "")]
    [InlineData("{ insert: 'c', documents: [{}] }", 121, ", errorLabels: ['RetryableWriteError', 'X']", "RetryableWriteError,X")]
    public async Task Labels_are_those_of_the_error_or_exactly_those_given(string command, int code, string labels, string expected)
    {
        await FailAsync("{ times: 1 }", $"{{ failCommands: ['insert', 'aggregate'], errorCode: {code}{labels} }}");

        var reply = await RunAsync(command);

        reply["code"].ShouldBe(code);
        string.Join(',', reply.GetValue("errorLabels", new BsonArray()).AsBsonArray).ShouldBe(expected);
        reply.Contains("topologyVersion").ShouldBe(code is 10107 or 11602);
    }

    [Fact]
    public async Task A_connection_is_closed_before_the_command_is_done()
    {
        await FailAsync("{ times: 1 }", "{ failCommands: ['insert'], closeConnection: true }");

        await _client.SendAsync(RawClient.Message(BsonDocument.Parse("{ insert: 'c', documents: [{ _id: 1 }], $db: 'd' }").ToBson()), Ct);

        (await _client.IsClosedByServerAsync(Ct)).ShouldBeTrue();
        using var other = await RawClient.ConnectAsync(_server.Port, Ct);
        (await other.RunAsync("{ count: 'c' }", Ct))["n"].ShouldBe(0);
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
        var insert = "{ insert: 'c', documents: [{ _id: 1 }], txnNumber: 1, lsid: { id: UUID('0e0e0e0e-0000-4000-8000-000000000000') } }";

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

    private Task<BsonDocument> FailAsync(string mode, string data) =>
        _server.AdminAsync($"{{ configureFailPoint: 'failCommand', mode: {mode}, data: {data} }}");

    private Task<BsonDocument> RunAsync(string command) => _client.RunAsync(command, Ct);
}
