using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>What updates, upserts and inserts leave behind.</summary>
public sealed class UpdateTests(MongoFixture mongo)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{ $set: { a: 2, 's.new.x': 1, 'l.1': 9 } }", "{ _id: 1, a: 2, s: { x: 1, new: { x: 1 } }, l: [1, 9] }")]
    [InlineData("{ $unset: { a: '', 's.x': '', 'l.0': '' } }", "{ _id: 1, s: {}, l: [null, 2] }")]
    [InlineData("{ $inc: { a: 5, n: 2 }, $mul: { 's.x': 3 } }", "{ _id: 1, a: 6, s: { x: 3 }, l: [1, 2], n: 2 }")]
    [InlineData("{ $min: { a: 0, m: 4 }, $max: { 's.x': 7 } }", "{ _id: 1, a: 0, s: { x: 7 }, l: [1, 2], m: 4 }")]
    [InlineData("{ $push: { l: { $each: [3, 4] }, k: 1 } }", "{ _id: 1, a: 1, s: { x: 1 }, l: [1, 2, 3, 4], k: [1] }")]
    [InlineData("{ $addToSet: { l: { $each: [2, 3] } } }", "{ _id: 1, a: 1, s: { x: 1 }, l: [1, 2, 3] }")]
    [InlineData("{ $pull: { l: { $gte: 2 } } }", "{ _id: 1, a: 1, s: { x: 1 }, l: [1] }")]
    [InlineData("{ $setOnInsert: { a: 9 }, $set: { z: 1, y: 2 } }", "{ _id: 1, a: 1, s: { x: 1 }, l: [1, 2], y: 2, z: 1 }")]
    public async Task Changes(string update, string expected)
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync(BsonDocument.Parse("{ _id: 1, a: 1, s: { x: 1 }, l: [1, 2] }"), cancellationToken: Ct);

        var result = await orders.UpdateOneAsync("{ a: 1 }", BsonDocument.Parse(update), cancellationToken: Ct);

        (result.MatchedCount, result.ModifiedCount).ShouldBe((1, 1));
        (await orders.Find("{}").SingleAsync(Ct)).ShouldBe(BsonDocument.Parse(expected));
    }

    [Theory]
    [InlineData("{ $frob: { a: 1 } }", 9)]
    [InlineData("{ $set: { _id: 2 } }", 66)]
    [InlineData("{ $set: { a: 1 }, $inc: { a: 1 } }", 40)]
    [InlineData("{ $inc: { t: 1 } }", 14)]
    [InlineData("{ $push: { t: 1 } }", 2)]
    [InlineData("{ $set: { 't.x': 1 } }", 28)]
    public async Task Refuses(string update, int code)
    {
        var orders = mongo.NewCollection();
        var before = BsonDocument.Parse("{ _id: 1, t: 'text' }");
        await orders.InsertOneAsync(before, cancellationToken: Ct);

        var error = await Should.ThrowAsync<MongoWriteException>(() => orders.UpdateOneAsync("{}", BsonDocument.Parse(update), cancellationToken: Ct));

        error.WriteError.Code.ShouldBe(code);
        (await orders.Find("{}").SingleAsync(Ct)).ShouldBe(before);
    }

    [Fact]
    public async Task An_upsert_takes_over_what_the_query_asks_to_be_equal()
    {
        var orders = mongo.NewCollection();

        var result = await orders.UpdateOneAsync(
            "{ _id: 'x', 's.y': { $eq: 2 }, n: { $gt: 1 }, $and: [{ k: 3 }] }", "{ $setOnInsert: { created: true }, $inc: { a: 1 } }",
            new UpdateOptions { IsUpsert = true }, Ct);

        result.MatchedCount.ShouldBe(0);
        result.UpsertedId.ShouldBe("x");
        var stored = await orders.Find("{}").SingleAsync(Ct);
        // The order of the fields is the server's choice.
        new BsonDocument(stored.OrderBy(field => field.Name, StringComparer.Ordinal))
            .ShouldBe(BsonDocument.Parse("{ _id: 'x', a: 1, created: true, k: 3, s: { y: 2 } }"));
    }

    [Fact]
    public async Task A_replacement_keeps_the_id_and_may_upsert()
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync(BsonDocument.Parse("{ _id: 1, a: 1 }"), cancellationToken: Ct);

        await orders.ReplaceOneAsync("{ a: 1 }", BsonDocument.Parse("{ b: 2 }"), cancellationToken: Ct);
        await orders.ReplaceOneAsync("{ _id: 2 }", BsonDocument.Parse("{ c: 3 }"), new ReplaceOptions { IsUpsert = true }, Ct);

        (await orders.Find("{}").Sort("{ _id: 1 }").ToListAsync(Ct))
            .ShouldBe([BsonDocument.Parse("{ _id: 1, b: 2 }"), BsonDocument.Parse("{ _id: 2, c: 3 }")]);
    }

    [Fact]
    public async Task Updates_and_deletes_many()
    {
        var orders = mongo.NewCollection();
        await orders.InsertManyAsync(Enumerable.Range(0, 10).Select(i => new BsonDocument { { "_id", i }, { "n", i } }), cancellationToken: Ct);

        var updated = await orders.UpdateManyAsync("{ n: { $gte: 4 } }", "{ $max: { n: 6 } }", cancellationToken: Ct);
        var deleted = await orders.DeleteManyAsync("{ n: 6 }", Ct);
        var one = await orders.DeleteOneAsync("{}", Ct);

        (updated.MatchedCount, updated.ModifiedCount).ShouldBe((6, 2));
        deleted.DeletedCount.ShouldBe(3);
        one.DeletedCount.ShouldBe(1);
        (await orders.Find("{}").ToListAsync(Ct)).Select(d => d["_id"].AsInt32).ShouldBe([1, 2, 3, 7, 8, 9]);
    }

    [Fact]
    public async Task An_ordered_insert_stops_at_a_duplicate_and_an_unordered_one_goes_on()
    {
        var (ordered, unordered) = (mongo.NewCollection(), mongo.NewCollection());
        BsonDocument[] documents = [new("_id", 1), new("_id", 1), new("_id", 2)];

        var first = await Should.ThrowAsync<MongoBulkWriteException<BsonDocument>>(() => ordered.InsertManyAsync(documents, cancellationToken: Ct));
        var second = await Should.ThrowAsync<MongoBulkWriteException<BsonDocument>>(
            () => unordered.InsertManyAsync(documents, new InsertManyOptions { IsOrdered = false }, Ct));

        first.WriteErrors.Single().Index.ShouldBe(1);
        second.WriteErrors.Single().Category.ShouldBe(ServerErrorCategory.DuplicateKey);
        (await ordered.CountDocumentsAsync("{}", cancellationToken: Ct)).ShouldBe(1);
        (await unordered.CountDocumentsAsync("{}", cancellationToken: Ct)).ShouldBe(2);
    }

    [Fact]
    public async Task An_id_is_made_and_moved_to_the_front()
    {
        var database = mongo.NewDatabase();
        var insert = BsonDocument.Parse("{ insert: 'c', documents: [{ a: 1 }, { a: 2, _id: 'x' }] }");

        (await database.RunCommandAsync<BsonDocument>(insert, cancellationToken: Ct))["n"].ShouldBe(2);

        var found = await database.GetCollection<BsonDocument>("c").Find("{}").ToListAsync(Ct);
        found[0]["_id"].BsonType.ShouldBe(BsonType.ObjectId);
        found[1].ToJson().ShouldBe("""{ "_id" : "x", "a" : 2 }""");
    }
}
