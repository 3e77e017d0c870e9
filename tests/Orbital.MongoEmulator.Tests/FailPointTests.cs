using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>configureFailPoint as mongod has it: which commands fail, how often, and how that is counted.</summary>
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

    private Task<BsonDocument> RunAsync(string command) => _client.RunAsync(command, Ct);
}
