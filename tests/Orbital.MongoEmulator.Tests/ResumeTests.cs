using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Positions: where a stream starts, what its tokens say, and where it goes on.</summary>
public sealed class ResumeTests(MongoFixture mongo)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_starts_after_everything_that_was_written()
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync(new BsonDocument("_id", "before"), cancellationToken: Ct);
        using var stream = await orders.WatchAsync(cancellationToken: Ct);
        await orders.InsertOneAsync(new BsonDocument("_id", "after"), cancellationToken: Ct);

        (await IdsAsync(stream, 1)).ShouldBe(["after"]);
    }

    [Fact]
    public async Task The_token_of_an_event_goes_on_after_it()
    {
        var orders = mongo.NewCollection();
        using var first = await orders.WatchAsync(cancellationToken: Ct);
        await orders.InsertManyAsync(new[] { "a", "b", "c" }.Select(id => new BsonDocument("_id", id)), cancellationToken: Ct);
        var events = await first.ReadAsync(3, Ct);

        using var resumed = await orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = events[0].ResumeToken }, Ct);
        using var started = await orders.WatchAsync(new ChangeStreamOptions { StartAfter = events[1].ResumeToken }, Ct);

        (await IdsAsync(resumed, 2)).ShouldBe(["b", "c"]);
        (await IdsAsync(started, 1)).ShouldBe(["c"]);
    }

    [Fact]
    public async Task A_time_goes_on_with_the_event_of_that_time()
    {
        var orders = mongo.NewCollection();
        using var first = await orders.WatchAsync(cancellationToken: Ct);
        await orders.InsertManyAsync(new[] { "a", "b", "c" }.Select(id => new BsonDocument("_id", id)), cancellationToken: Ct);
        var events = await first.ReadAsync(3, Ct);

        using var stream = await orders.WatchAsync(new ChangeStreamOptions { StartAtOperationTime = events[1].ClusterTime }, Ct);

        (await IdsAsync(stream, 2)).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task The_token_before_the_first_event_loses_nothing_that_comes_after_it()
    {
        var orders = mongo.NewCollection();
        using var first = await orders.WatchAsync(cancellationToken: Ct);
        await first.MoveNextAsync(Ct);
        var token = first.GetResumeToken();
        await orders.InsertOneAsync(new BsonDocument("_id", "a"), cancellationToken: Ct);

        token.ShouldNotBeNull();
        using var resumed = await orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = token }, Ct);

        (await IdsAsync(resumed, 1)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Every_reply_carries_a_token_and_after_a_batch_it_is_that_of_its_last_event()
    {
        var database = mongo.NewDatabase();
        using var session = await mongo.Client.StartSessionAsync(cancellationToken: Ct);
        var opened = await OpenAsync(session, database, "{}", "[]");
        opened["postBatchResumeToken"]["_data"].AsString.ShouldNotBeEmpty();
        await database.GetCollection<BsonDocument>("c").InsertManyAsync([[], []], cancellationToken: Ct);

        var batch = await MoreAsync(session, database, opened["id"].ToInt64());

        batch["nextBatch"].AsBsonArray.Count.ShouldBe(2);
        batch["postBatchResumeToken"].ShouldBe(batch["nextBatch"][1]["_id"]);
        batch["ns"].ShouldBe($"{database.DatabaseNamespace.DatabaseName}.c");
    }

    [Fact]
    public async Task The_token_of_empty_batches_moves_past_what_the_match_drops()
    {
        var database = mongo.NewDatabase();
        using var session = await mongo.Client.StartSessionAsync(cancellationToken: Ct);
        var opened = await OpenAsync(session, database, "{}", "[{ $match: { operationType: 'delete' } }]");
        var collection = database.GetCollection<BsonDocument>("c");
        await collection.InsertManyAsync([new BsonDocument("_id", 1), new BsonDocument("_id", 2)], cancellationToken: Ct);

        var empty = await MoreAsync(session, database, opened["id"].ToInt64());
        await collection.DeleteOneAsync("{ _id: 1 }", Ct);
        var resumed = await OpenAsync(session, database, $"{{ resumeAfter: {empty["postBatchResumeToken"]} }}", "[]");

        empty["nextBatch"].AsBsonArray.ShouldBeEmpty();
        string.CompareOrdinal(Data(empty), Data(opened)).ShouldBeGreaterThan(0);
        // The mark may stand at the time of the last dropped event, and then includes that one, but not the one before.
        var after = resumed["firstBatch"].AsBsonArray;
        after.Last()["operationType"].ShouldBe("delete");
        after.Count.ShouldBeLessThan(3);
    }

    [Fact]
    public async Task Two_streams_stand_at_different_positions()
    {
        var orders = mongo.NewCollection();
        using var slow = await orders.WatchAsync(new ChangeStreamOptions { BatchSize = 2 }, Ct);
        using var fast = await orders.WatchAsync(cancellationToken: Ct);
        await orders.InsertManyAsync(Enumerable.Range(0, 6).Select(i => new BsonDocument("_id", i)), cancellationToken: Ct);

        (await fast.ReadAsync(6, Ct)).Count.ShouldBe(6);
        (await slow.ReadAsync(2, Ct)).Select(e => e.DocumentKey["_id"].AsInt32).ShouldBe([0, 1]);
        (await slow.ReadAsync(4, Ct)).Select(e => e.DocumentKey["_id"].AsInt32).ShouldBe([2, 3, 4, 5]);
    }

    [Fact]
    public async Task A_token_that_is_not_in_the_stream_is_280_and_nonsense_is_refused()
    {
        var (mine, other) = (mongo.NewCollection(), mongo.NewCollection());
        using var stream = await other.WatchAsync(cancellationToken: Ct);
        await other.InsertOneAsync([], cancellationToken: Ct);
        var foreign = (await stream.ReadAsync(1, Ct)).Single().ResumeToken;
        await mine.InsertOneAsync([], cancellationToken: Ct);

        var unknown = await Should.ThrowAsync<MongoCommandException>(async () =>
        {
            using var wrong = await mine.WatchAsync(new ChangeStreamOptions { ResumeAfter = foreign }, Ct);
            await wrong.ReadAsync(1, Ct);
        });
        unknown.Code.ShouldBe(280);
        foreach (var nonsense in new[] { "{ _data: 'xyz' }", "{ _data: 5 }", "{}" })
        {
            await Should.ThrowAsync<MongoCommandException>(
                () => mine.WatchAsync(new ChangeStreamOptions { ResumeAfter = BsonDocument.Parse(nonsense) }, Ct));
        }
    }

    [Fact]
    public async Task Only_one_way_to_say_where_to_start_is_allowed()
    {
        var database = mongo.NewDatabase();
        using var session = await mongo.Client.StartSessionAsync(cancellationToken: Ct);
        var token = (await OpenAsync(session, database, "{}", "[]"))["postBatchResumeToken"];

        var error = await Should.ThrowAsync<MongoCommandException>(
            () => OpenAsync(session, database, $"{{ resumeAfter: {token}, startAtOperationTime: Timestamp(1, 1) }}", "[]"));

        error.Code.ShouldBe(40674);
    }

    private static string Data(BsonDocument cursor) => cursor["postBatchResumeToken"]["_data"].AsString;

    private static async Task<BsonDocument> OpenAsync(IClientSessionHandle session, IMongoDatabase database, string options, string stages)
    {
        var command = BsonDocument.Parse($"{{ aggregate: 'c', pipeline: [{{ $changeStream: {options} }}], cursor: {{}} }}");
        command["pipeline"].AsBsonArray.AddRange(BsonDocument.Parse($"{{ s: {stages} }}")["s"].AsBsonArray);
        return (await database.RunCommandAsync<BsonDocument>(session, command, cancellationToken: Ct))["cursor"].AsBsonDocument;
    }

    /// <summary>In the session that opened the cursor, as a real server demands.</summary>
    private static async Task<BsonDocument> MoreAsync(IClientSessionHandle session, IMongoDatabase database, long id)
    {
        var command = new BsonDocument { { "getMore", id }, { "collection", "c" }, { "maxTimeMS", 200 } };
        return (await database.RunCommandAsync<BsonDocument>(session, command, cancellationToken: Ct))["cursor"].AsBsonDocument;
    }

    private static async Task<IEnumerable<string>> IdsAsync(IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream, int count) =>
        (await stream.ReadAsync(count, Ct)).Select(e => e.DocumentKey["_id"].AsString);
}
