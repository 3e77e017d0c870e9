using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

public sealed class ChangeStreamTests(MongoFixture mongo)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_insert_arrives_with_its_document_in_MongoDBs_field_order()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(cancellationToken: Ct);

        await orders.InsertOneAsync(new BsonDocument { { "_id", "a" }, { "total", 3 } }, cancellationToken: Ct);

        var raw = (await stream.ReadAsync(1, Ct)).Single();
        raw.BackingDocument.Names.ShouldBe(["_id", "operationType", "clusterTime", "wallTime", "fullDocument", "ns", "documentKey"]);
        raw.OperationType.ShouldBe(ChangeStreamOperationType.Insert);
        raw.FullDocument.ShouldBe(new BsonDocument { { "_id", "a" }, { "total", 3 } });
        raw.DocumentKey.ShouldBe(new BsonDocument("_id", "a"));
        raw.CollectionNamespace.ShouldBe(orders.CollectionNamespace);
    }
}
