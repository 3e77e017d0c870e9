using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Collections, databases and indexes.</summary>
public sealed class CollectionTests(MongoFixture mongo)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collections_are_made_listed_renamed_and_dropped()
    {
        var database = mongo.NewDatabase();
        await database.CreateCollectionAsync("made", cancellationToken: Ct);
        await database.GetCollection<BsonDocument>("grown").InsertOneAsync([], cancellationToken: Ct);

        (await Should.ThrowAsync<MongoCommandException>(() => database.CreateCollectionAsync("made", cancellationToken: Ct))).Code.ShouldBe(48);
        (await Should.ThrowAsync<MongoCommandException>(() => database.RenameCollectionAsync("made", "grown", cancellationToken: Ct))).Code.ShouldBe(48);
        await database.RenameCollectionAsync("made", "renamed", cancellationToken: Ct);
        await database.DropCollectionAsync("grown", Ct);
        await database.DropCollectionAsync("never there", Ct);

        (await (await database.ListCollectionNamesAsync(cancellationToken: Ct)).ToListAsync(Ct)).ShouldBe(["renamed"]);
        (await (await mongo.Client.ListDatabaseNamesAsync(Ct)).ToListAsync(Ct)).ShouldContain(database.DatabaseNamespace.DatabaseName);
        await mongo.Client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName, Ct);
        (await (await mongo.Client.ListDatabaseNamesAsync(Ct)).ToListAsync(Ct)).ShouldNotContain(database.DatabaseNamespace.DatabaseName);
    }

    [Fact]
    public async Task A_unique_index_is_kept_by_inserts_updates_and_replacements()
    {
        var orders = mongo.NewCollection();
        await orders.Indexes.CreateOneAsync(Index("{ k: 1, 'l.n': 1 }", unique: true), cancellationToken: Ct);
        await orders.InsertManyAsync(new[] { "{ _id: 1, k: 1, l: [{ n: 1 }, { n: 2 }] }", "{ _id: 2, k: 2 }" }.Select(BsonDocument.Parse), cancellationToken: Ct);

        await ShouldBeDuplicateAsync(() => orders.InsertOneAsync(BsonDocument.Parse("{ k: 1.0, l: { n: 2 } }"), cancellationToken: Ct));
        await ShouldBeDuplicateAsync(() => orders.UpdateOneAsync("{ _id: 2 }", "{ $set: { k: 1, l: { n: 1 } } }", cancellationToken: Ct));
        await ShouldBeDuplicateAsync(() => orders.ReplaceOneAsync("{ _id: 1 }", BsonDocument.Parse("{ k: 2 }"), cancellationToken: Ct));
        await orders.UpdateOneAsync("{ _id: 1 }", "{ $set: { k: 3 } }", cancellationToken: Ct);
        await orders.InsertOneAsync(BsonDocument.Parse("{ _id: 3, k: 1, l: { n: 2 } }"), cancellationToken: Ct);
        await orders.DeleteOneAsync("{ _id: 3 }", Ct);
        await orders.InsertOneAsync(BsonDocument.Parse("{ _id: 4, k: 1, l: { n: 2 } }"), cancellationToken: Ct);

        (await orders.CountDocumentsAsync("{}", cancellationToken: Ct)).ShouldBe(3);
    }

    [Fact]
    public async Task Indexes_are_listed_and_dropped_and_may_not_contradict_each_other()
    {
        var orders = mongo.NewCollection();
        await orders.Indexes.CreateOneAsync(Index("{ a: 1 }"), cancellationToken: Ct);
        await orders.Indexes.CreateOneAsync(Index("{ a: 1 }"), cancellationToken: Ct);
        await orders.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>("{ at: 1 }", new CreateIndexOptions { ExpireAfter = TimeSpan.FromDays(1) }), cancellationToken: Ct);
        await orders.InsertManyAsync([BsonDocument.Parse("{ d: 1 }"), BsonDocument.Parse("{ d: 1 }")], cancellationToken: Ct);

        (await Should.ThrowAsync<MongoCommandException>(() => orders.Indexes.CreateOneAsync(Index("{ a: 1 }", unique: true), cancellationToken: Ct)))
            .Code.ShouldBe(86);
        (await Should.ThrowAsync<MongoCommandException>(() => orders.Indexes.CreateOneAsync(Index("{ d: 1 }", unique: true), cancellationToken: Ct)))
            .Code.ShouldBe(11000);
        await orders.Indexes.DropOneAsync("a_1", Ct);
        (await Should.ThrowAsync<MongoCommandException>(() => orders.Indexes.DropOneAsync("a_1", Ct))).Code.ShouldBe(27);

        var left = await (await orders.Indexes.ListAsync(Ct)).ToListAsync(Ct);
        left.Select(index => index["name"].AsString).ShouldBe(["_id_", "at_1"]);
        left[1]["expireAfterSeconds"].ToInt32().ShouldBe(86400);
    }

    private static CreateIndexModel<BsonDocument> Index(string keys, bool unique = false) =>
        new(keys, unique ? new CreateIndexOptions { Unique = true } : null);

    private static async Task ShouldBeDuplicateAsync(Func<Task> write)
    {
        var error = await Should.ThrowAsync<MongoWriteException>(write);
        error.WriteError.Category.ShouldBe(ServerErrorCategory.DuplicateKey);
    }
}
