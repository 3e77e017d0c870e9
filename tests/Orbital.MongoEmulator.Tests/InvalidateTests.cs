using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Dropping and renaming what a stream watches.</summary>
public sealed class InvalidateTests(MongoFixture mongo)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dropping_the_watched_collection_gives_drop_and_invalidate_and_ends_the_stream()
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync([], cancellationToken: Ct);
        using var stream = await orders.WatchAsync(cancellationToken: Ct);

        await orders.Database.DropCollectionAsync("orders", Ct);

        (await KindsAsync(stream, 2)).ShouldBe(["drop", "invalidate"]);
        (await stream.MoveNextAsync(Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task After_an_invalidate_startAfter_goes_on_without_a_gap_and_resumeAfter_is_refused()
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync([], cancellationToken: Ct);
        using var stream = await orders.WatchAsync(cancellationToken: Ct);
        await orders.Database.DropCollectionAsync("orders", Ct);
        var (drop, invalidate) = await stream.ReadAsync(2, Ct) is [var first, var second] ? (first, second) : throw new InvalidOperationException();
        await orders.InsertOneAsync(new BsonDocument("_id", "again"), cancellationToken: Ct);

        using var onward = await orders.WatchAsync(new ChangeStreamOptions { StartAfter = invalidate.ResumeToken }, Ct);
        (await onward.ReadAsync(1, Ct)).Single().DocumentKey["_id"].ShouldBe("again");
        using var afterDrop = await orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = drop.ResumeToken }, Ct);
        (await KindsAsync(afterDrop, 1)).ShouldBe(["invalidate"]);
        var error = await Should.ThrowAsync<MongoCommandException>(async () =>
        {
            using var refused = await orders.WatchAsync(new ChangeStreamOptions { ResumeAfter = invalidate.ResumeToken }, Ct);
            await refused.MoveNextAsync(Ct);
        });
        error.Code.ShouldBe(260);
    }

    [Fact]
    public async Task Renaming_away_and_renaming_onto_both_invalidate()
    {
        var database = mongo.NewDatabase();
        var (source, target) = (database.GetCollection<BsonDocument>("source"), database.GetCollection<BsonDocument>("target"));
        await source.InsertOneAsync(new BsonDocument("_id", 1), cancellationToken: Ct);
        using var fromSource = await source.WatchAsync(cancellationToken: Ct);
        using var fromTarget = await target.WatchAsync(cancellationToken: Ct);
        using var whole = await database.WatchAsync(cancellationToken: Ct);

        await database.RenameCollectionAsync("source", "target", cancellationToken: Ct);
        await target.InsertOneAsync(new BsonDocument("_id", 2), cancellationToken: Ct);

        (await KindsAsync(fromSource, 2)).ShouldBe(["rename", "invalidate"]);
        (await KindsAsync(fromTarget, 2)).ShouldBe(["rename", "invalidate"]);
        (await KindsAsync(whole, 2)).ShouldBe(["rename", "insert"]);
        (await target.Find("{}").ToListAsync(Ct)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Dropping_the_database_invalidates_its_stream_and_drops_each_collection()
    {
        var database = mongo.NewDatabase();
        await database.GetCollection<BsonDocument>("one").InsertOneAsync([], cancellationToken: Ct);
        using var stream = await database.WatchAsync(cancellationToken: Ct);

        await mongo.Client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName, Ct);

        (await KindsAsync(stream, 3)).ShouldBe(["drop", "dropDatabase", "invalidate"]);
        (await stream.MoveNextAsync(Ct)).ShouldBeFalse();
    }

    private static async Task<IEnumerable<string>> KindsAsync(IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream, int count) =>
        (await stream.ReadAsync(count, Ct)).Select(e => e.BackingDocument["operationType"].AsString);
}
