using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>The oplog is cut on command.</summary>
public sealed class TrimmingTests : IAsyncLifetime
{
    private const int HistoryLost = 286;

    private ControlledServer _server = null!;
    private IMongoCollection<BsonDocument> _orders = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ControlledServer.StartAsync();
        _orders = _server.NewCollection();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Tokens_of_what_was_dropped_are_lost_and_those_of_what_was_kept_are_not()
    {
        using var stream = await _orders.WatchAsync(cancellationToken: Ct);
        await InsertAsync(5);
        var tokens = (await stream.ReadAsync(5, Ct)).ConvertAll(change => change.ResumeToken);

        var reply = await _server.AdminAsync("{ emulatorTrimOplog: 1, keep: 2 }");

        reply["dropped"].ShouldBe(3L);
        reply["kept"].ShouldBe(2L);
        await ShouldBeLostAsync(() => _orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = tokens[2] }, Ct));
        using var resumed = await _orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = tokens[3] }, Ct);
        (await resumed.ReadAsync(1, Ct)).Single().ResumeToken.ShouldBe(tokens[4]);
    }

    [Fact]
    public async Task Without_a_number_every_token_up_to_now_is_lost()
    {
        using var quiet = await _orders.WatchAsync(cancellationToken: Ct);
        await quiet.MoveNextAsync(Ct);
        using var stream = await _orders.WatchAsync(cancellationToken: Ct);
        var before = stream.GetResumeToken();
        await InsertAsync(3);
        var last = (await stream.ReadAsync(3, Ct))[^1].ResumeToken;

        (await _server.AdminAsync("{ emulatorTrimOplog: 1 }"))["kept"].ShouldBe(0L);

        await ShouldBeLostAsync(() => _orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = last }, Ct));
        await ShouldBeLostAsync(() => _orders.WatchAsync(new ChangeStreamOptions { StartAfter = before ?? last }, Ct));
    }

    [Fact]
    public async Task An_open_stream_that_has_not_read_what_was_dropped_fails_at_getMore()
    {
        using var stream = await _orders.WatchAsync(cancellationToken: Ct);
        await stream.MoveNextAsync(Ct);
        await InsertAsync(3);
        await _server.AdminAsync("{ emulatorTrimOplog: 1 }");

        await ShouldBeLostAsync(() => stream.ReadAsync(1, Ct));
    }

    [Fact]
    public async Task An_open_stream_that_has_read_all_goes_on_and_gets_a_token_that_holds()
    {
        using var stream = await _orders.WatchAsync(new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMilliseconds(20) }, Ct);
        await InsertAsync(3);
        var last = (await stream.ReadAsync(3, Ct))[^1].ResumeToken;
        await _server.AdminAsync("{ emulatorTrimOplog: 1 }");
        await stream.MoveNextAsync(Ct);
        await stream.MoveNextAsync(Ct);
        var token = stream.GetResumeToken();
        await InsertAsync(1);

        token.ShouldNotBe(last);
        (await stream.ReadAsync(1, Ct)).Count.ShouldBe(1);
        using var resumed = await _orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = token }, Ct);
        (await resumed.ReadAsync(1, Ct)).Count.ShouldBe(1);
    }

    private Task InsertAsync(int count) =>
        _orders.InsertManyAsync(Enumerable.Range(0, count).Select(_ => new BsonDocument()), cancellationToken: Ct);

    private static async Task ShouldBeLostAsync(Func<Task> read)
    {
        var error = await Should.ThrowAsync<MongoCommandException>(read);
        error.Code.ShouldBe(HistoryLost);
        error.ErrorLabels.ShouldBe(["NonResumableChangeStreamError"]);
    }
}
