using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>An oplog that is too short. Of the emulator alone: a real one cannot be made that small.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private const int Entries = 20;
    private const int HistoryLost = 286;

    private MongoEmulatorServer _server = null!;
    private MongoClient _client = null!;
    private IMongoCollection<BsonDocument> _orders = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await MongoEmulatorServer.StartAsync(new MongoEmulatorOptions { OplogEntries = Entries, IdleTick = TimeSpan.FromSeconds(1) });
        _client = new MongoClient(_server.ConnectionString);
        _orders = _client.GetDatabase("d").GetCollection<BsonDocument>("orders");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Resuming_from_before_the_oldest_entry_is_286()
    {
        using var stream = await _orders.WatchAsync(cancellationToken: Ct);
        await _orders.InsertOneAsync([], cancellationToken: Ct);
        var first = (await stream.ReadAsync(1, Ct)).Single();
        await InsertAsync(Entries);

        await ShouldBeLostAsync(new ChangeStreamOptions { ResumeAfter = first.ResumeToken });
        await ShouldBeLostAsync(new ChangeStreamOptions { StartAfter = first.ResumeToken });
        await ShouldBeLostAsync(new ChangeStreamOptions { StartAtOperationTime = first.ClusterTime });
        await ShouldBeLostAsync(new ChangeStreamOptions { StartAtOperationTime = new BsonTimestamp(1, 1) });
    }

    [Fact]
    public async Task Resuming_from_the_oldest_entry_that_is_left_works()
    {
        using var stream = await _orders.WatchAsync(cancellationToken: Ct);
        await _orders.InsertOneAsync([], cancellationToken: Ct);
        var first = (await stream.ReadAsync(1, Ct)).Single();
        await InsertAsync(Entries - 1);

        using var resumed = await _orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = first.ResumeToken }, Ct);

        (await resumed.ReadAsync(Entries - 1, Ct)).Count.ShouldBe(Entries - 1);
    }

    [Fact]
    public async Task An_open_stream_that_is_overtaken_fails_with_286()
    {
        using var stream = await _orders.WatchAsync(cancellationToken: Ct);
        await stream.MoveNextAsync(Ct);
        await _orders.InsertManyAsync(Documents(Entries + 1), cancellationToken: Ct);

        var error = await Should.ThrowAsync<MongoCommandException>(() => stream.ReadAsync(1, Ct));

        error.Code.ShouldBe(HistoryLost);
        error.HasErrorLabel("NonResumableChangeStreamError").ShouldBeTrue();
    }

    [Fact]
    public async Task A_stream_whose_match_drops_everything_survives_the_trimming()
    {
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, BsonDocument> deletes =
            new[] { new BsonDocument("$match", new BsonDocument("operationType", "delete")) };
        using var stream = await _orders.WatchAsync(deletes, new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMilliseconds(20) }, Ct);
        for (var i = 0; i < 10; i++)
        {
            await InsertAsync(Entries / 2);
            await stream.MoveNextAsync(Ct);
            await stream.MoveNextAsync(Ct);
        }

        var token = stream.GetResumeToken();
        using var resumed = await _orders.WatchAsync(deletes, new ChangeStreamOptions { ResumeAfter = token }, Ct);
        await _orders.DeleteOneAsync("{}", Ct);

        (await resumed.ReadAsync(1, Ct)).Single()["operationType"].ShouldBe("delete");
    }

    [Fact]
    public async Task A_quiet_streams_token_moves_with_the_clock_alone()
    {
        using var stream = await _orders.WatchAsync(new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMilliseconds(200) }, Ct);
        await stream.MoveNextAsync(Ct);
        var first = stream.GetResumeToken()["_data"].AsString;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(15));

        while (stream.GetResumeToken()["_data"].AsString == first)
            await stream.MoveNextAsync(limit.Token);

        string.CompareOrdinal(stream.GetResumeToken()["_data"].AsString, first).ShouldBeGreaterThan(0);
    }

    private async Task InsertAsync(int count) => await _orders.InsertManyAsync(Documents(count), cancellationToken: Ct);

    private static IEnumerable<BsonDocument> Documents(int count) => Enumerable.Range(0, count).Select(_ => new BsonDocument());

    private async Task ShouldBeLostAsync(ChangeStreamOptions options)
    {
        var error = await Should.ThrowAsync<MongoCommandException>(() => _orders.WatchAsync(options, Ct));
        error.Code.ShouldBe(HistoryLost);
        error.CodeName.ShouldBe("ChangeStreamHistoryLost");
        error.HasErrorLabel("NonResumableChangeStreamError").ShouldBeTrue();
    }
}
