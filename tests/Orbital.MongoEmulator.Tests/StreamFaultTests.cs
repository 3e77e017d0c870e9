using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>What the driver's change stream makes of the server's faults: when it goes on by itself, and when it does not.</summary>
public sealed class StreamFaultTests : IAsyncLifetime
{
    private ControlledServer _server = null!;
    private IMongoCollection<BsonDocument> _orders = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ControlledServer.StartAsync();
        // After 91 and 11600 the driver goes by its next heartbeat: 10 s by default.
        _orders = _server.NewCollection(settings => settings.HeartbeatInterval = TimeSpan.FromMilliseconds(500));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(63)]
    [InlineData(89)]
    [InlineData(91)]
    [InlineData(133)]
    [InlineData(150)]
    [InlineData(189)]
    [InlineData(234)]
    [InlineData(262)]
    [InlineData(9001)]
    [InlineData(10107)]
    [InlineData(11600)]
    [InlineData(11602)]
    [InlineData(13388)]
    [InlineData(13435)]
    [InlineData(13436)]
    public async Task It_goes_on_after_a_getMore_that_failed_with_a_resumable_code(int code)
    {
        using var stream = await OpenAsync();
        await InsertAsync("a");
        await FailGetMoreAsync("failGetMoreAfterCursorCheckout", $"errorCode: {code}");

        (await IdsAsync(stream, 1)).ShouldBe(["a"]);
        await InsertAsync("b");
        (await IdsAsync(stream, 1)).ShouldBe(["b"]);

        (await CountAsync("failGetMoreAfterCursorCheckout")).ShouldBe(1);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11601)]
    public async Task It_ends_after_a_getMore_that_failed_with_another_code(int code)
    {
        using var stream = await OpenAsync();
        await FailGetMoreAsync("failGetMoreAfterCursorCheckout", $"errorCode: {code}");

        (await Should.ThrowAsync<MongoCommandException>(() => stream.ReadAsync(1, Ct))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task The_label_decides_and_not_the_code()
    {
        using var labelled = await OpenAsync();
        await InsertAsync("a");
        await FailGetMoreAsync("failCommand", "failCommands: ['getMore'], errorCode: 50, errorLabels: ['ResumableChangeStreamError']");
        (await IdsAsync(labelled, 1)).ShouldBe(["a"]);

        using var bare = await OpenAsync();
        await FailGetMoreAsync("failCommand", "failCommands: ['getMore'], errorCode: 6");
        (await Should.ThrowAsync<MongoCommandException>(() => bare.ReadAsync(1, Ct))).Code.ShouldBe(6);
    }

    [Fact]
    public async Task It_goes_on_without_a_label_when_its_cursor_is_not_found()
    {
        using var stream = await OpenAsync();
        await InsertAsync("a");
        await FailGetMoreAsync("failCommand", "failCommands: ['getMore'], errorCode: 43");

        (await IdsAsync(stream, 1)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task It_ends_when_history_is_lost()
    {
        using var stream = await OpenAsync();
        await InsertAsync("a");
        await FailGetMoreAsync("failCommand", "failCommands: ['getMore'], errorCode: 286");

        var error = await Should.ThrowAsync<MongoCommandException>(() => stream.ReadAsync(1, Ct));

        error.Code.ShouldBe(286);
        error.ErrorLabels.ShouldBe(["NonResumableChangeStreamError"]);
    }

    [Fact]
    public async Task It_goes_on_after_a_lost_connection_but_not_when_that_is_lost_as_well()
    {
        using var stream = await OpenAsync();
        await InsertAsync("a");
        await FailGetMoreAsync("failCommand", "failCommands: ['getMore'], closeConnection: true");
        (await IdsAsync(stream, 1)).ShouldBe(["a"]);
        var token = stream.GetResumeToken();

        await _server.AdminAsync(
            "{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['getMore', 'aggregate'], closeConnection: true, appName: 'victim' } }");
        await InsertAsync("b");
        await Should.ThrowAsync<MongoConnectionException>(() => stream.ReadAsync(1, Ct));
        await _server.AdminAsync("{ configureFailPoint: 'failCommand', mode: 'off' }");

        using var reopened = await _orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = token }, Ct);
        (await IdsAsync(reopened, 1)).ShouldBe(["b"]);
    }

    [Fact]
    public async Task Opening_is_tried_twice()
    {
        await FailOpeningAsync(1);
        using var stream = await OpenAsync();
        await FailOpeningAsync(2);

        var error = await Should.ThrowAsync<MongoNodeIsRecoveringException>(OpenAsync);

        error.Code.ShouldBe(91);
        error.HasErrorLabel("ResumableChangeStreamError").ShouldBeTrue();
        (await CountAsync("failCommand")).ShouldBe(3);
    }

    private Task<IChangeStreamCursor<ChangeStreamDocument<BsonDocument>>> OpenAsync() => _orders.WatchAsync(cancellationToken: Ct);

    private Task InsertAsync(string id) => _orders.InsertOneAsync(new BsonDocument("_id", id), cancellationToken: Ct);

    private Task<BsonDocument> FailGetMoreAsync(string point, string data) =>
        _server.AdminAsync($"{{ configureFailPoint: '{point}', mode: {{ times: 1 }}, data: {{ {data} }} }}");

    private Task<BsonDocument> FailOpeningAsync(int times) => _server.AdminAsync(
        $"{{ configureFailPoint: 'failCommand', mode: {{ times: {times} }}, data: {{ failCommands: ['aggregate'], errorCode: 91 }} }}");

    private async Task<long> CountAsync(string point) =>
        (await _server.AdminAsync($"{{ configureFailPoint: '{point}', mode: 'off' }}"))["count"].ToInt64();

    private static async Task<List<string>> IdsAsync(IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream, int count) =>
        [.. (await stream.ReadAsync(count, Ct)).Select(change => change.DocumentKey["_id"].AsString)];
}
