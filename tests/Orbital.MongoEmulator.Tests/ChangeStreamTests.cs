using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Which events a stream hands out, and what is in them.</summary>
public sealed class ChangeStreamTests(MongoFixture mongo)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_insert_arrives_with_its_document_in_MongoDBs_field_order()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(cancellationToken: Ct);

        await orders.InsertOneAsync(new BsonDocument { { "_id", "a" }, { "total", 3 } }, cancellationToken: Ct);

        var insert = (await stream.ReadAsync(1, Ct)).Single();
        insert.BackingDocument.Names.ShouldBe(["_id", "operationType", "clusterTime", "wallTime", "fullDocument", "ns", "documentKey"]);
        insert.OperationType.ShouldBe(ChangeStreamOperationType.Insert);
        insert.FullDocument.ShouldBe(new BsonDocument { { "_id", "a" }, { "total", 3 } });
        insert.DocumentKey.ShouldBe(new BsonDocument("_id", "a"));
        insert.CollectionNamespace.ShouldBe(orders.CollectionNamespace);
    }

    [Fact]
    public async Task Every_kind_of_write_has_its_event_and_a_write_that_changes_nothing_has_none()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(cancellationToken: Ct);

        await orders.InsertOneAsync(BsonDocument.Parse("{ _id: 1, a: 1, l: [1, 2], s: { x: 1 } }"), cancellationToken: Ct);
        await orders.UpdateOneAsync("{ _id: 1 }", "{ $set: { a: 1 } }", cancellationToken: Ct);
        await orders.UpdateOneAsync("{ _id: 1 }", "{ $set: { 's.x': 2 }, $unset: { a: 1 }, $push: { l: 3 } }", cancellationToken: Ct);
        await orders.ReplaceOneAsync("{ _id: 1 }", BsonDocument.Parse("{ b: 2 }"), cancellationToken: Ct);
        await orders.ReplaceOneAsync("{ _id: 1 }", BsonDocument.Parse("{ b: 2 }"), cancellationToken: Ct);
        await orders.UpdateOneAsync("{ _id: 2 }", "{ $set: { u: 1 } }", new UpdateOptions { IsUpsert = true }, Ct);
        await orders.DeleteOneAsync("{ _id: 1 }", Ct);

        var events = await stream.ReadAsync(5, Ct);
        events.Select(e => e.BackingDocument["operationType"].AsString).ShouldBe(["insert", "update", "replace", "insert", "delete"]);
        events[1].BackingDocument["updateDescription"].ShouldBe(
            BsonDocument.Parse("{ updatedFields: { 's.x': 2, 'l.2': 3 }, removedFields: ['a'], truncatedArrays: [] }"), new SameFields());
        events[1].FullDocument.ShouldBeNull();
        events[2].FullDocument.ShouldBe(BsonDocument.Parse("{ _id: 1, b: 2 }"));
        events[3].FullDocument.ShouldBe(BsonDocument.Parse("{ _id: 2, u: 1 }"));
        events[4].DocumentKey.ShouldBe(new BsonDocument("_id", 1));
        events.Select(e => e.ClusterTime).ShouldBeUnique();
        events.Select(e => e.ClusterTime).ShouldBeInOrder();
    }

    [Fact]
    public async Task UpdateLookup_gives_the_document_as_it_is_now_or_null()
    {
        var orders = mongo.NewCollection();
        var options = new ChangeStreamOptions { FullDocument = ChangeStreamFullDocumentOption.UpdateLookup };
        await orders.InsertManyAsync([new BsonDocument("_id", 1), new BsonDocument("_id", 2)], cancellationToken: Ct);
        using var stream = await orders.WatchAsync(options, Ct);

        await orders.UpdateManyAsync("{}", "{ $set: { a: 1 } }", cancellationToken: Ct);
        await orders.DeleteOneAsync("{ _id: 2 }", Ct);

        var events = await stream.ReadAsync(3, Ct);
        events[0].FullDocument.ShouldBe(BsonDocument.Parse("{ _id: 1, a: 1 }"));
        events[1].BackingDocument["fullDocument"].ShouldBe(BsonNull.Value);
    }

    [Fact]
    public async Task Match_and_project_are_done_by_the_server()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(
            Pipeline("{ $match: { operationType: { $in: ['insert', 'replace'] }, 'fullDocument.brand': { $ne: 'skip' } } }",
                "{ $project: { operationType: 1, 'fullDocument.id': 1, 'fullDocument.stations.items.name': 1 } }"),
            cancellationToken: Ct);

        await orders.InsertOneAsync(BsonDocument.Parse("{ _id: 0, brand: 'skip' }"), cancellationToken: Ct);
        await orders.InsertOneAsync(
            BsonDocument.Parse("{ _id: 1, id: 'x', stations: [{ own: 's', items: [{ name: 'Burger', q: 2 }, 'scalar'] }], noise: 1 }"), cancellationToken: Ct);
        await orders.DeleteOneAsync("{ _id: 1 }", Ct);

        var only = (await stream.ReadAsync(1, Ct)).Single();
        only.Remove("_id");
        only.ShouldBe(BsonDocument.Parse("{ operationType: 'insert', fullDocument: { id: 'x', stations: [{ items: [{ name: 'Burger' }] }] } }"));
    }

    [Fact]
    public async Task An_exclusion_and_a_renamed_field_work_on_events_too()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(
            Pipeline("{ $project: { 'fullDocument.noise': 0, ns: 0, wallTime: 0, clusterTime: 0 } }", "{ $project: { id: '$documentKey._id', fullDocument: 1 } }"),
            cancellationToken: Ct);

        await orders.InsertOneAsync(BsonDocument.Parse("{ _id: 1, a: 1, noise: 1 }"), cancellationToken: Ct);

        var only = (await stream.ReadAsync(1, Ct)).Single();
        only.Remove("_id");
        only.ShouldBe(BsonDocument.Parse("{ fullDocument: { _id: 1, a: 1 }, id: 1 }"));
    }

    [Fact]
    public async Task A_pipeline_that_changes_the_id_of_an_event_fails_with_280()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(Pipeline("{ $project: { _id: 0 } }"), cancellationToken: Ct);

        await orders.InsertOneAsync([], cancellationToken: Ct);

        (await Should.ThrowAsync<MongoCommandException>(() => stream.ReadAsync(1, Ct))).Code.ShouldBe(280);
    }

    [Theory]
    [InlineData("{ $group: { _id: 1 } }")]
    [InlineData("{ $project: { a: 1, b: 0 } }")]
    [InlineData("{ $match: { a: { $frob: 1 } } }")]
    public async Task A_stage_that_cannot_be_done_is_refused_at_once(string stage)
    {
        var orders = mongo.NewCollection();

        await Should.ThrowAsync<MongoCommandException>(() => orders.WatchAsync(Pipeline(stage), cancellationToken: Ct));
    }

    [Fact]
    public async Task A_database_and_the_cluster_can_be_watched()
    {
        var database = mongo.NewDatabase();
        var name = database.DatabaseNamespace.DatabaseName;
        using var ofDatabase = await database.WatchAsync(cancellationToken: Ct);
        using var ofCluster = await mongo.Client.WatchAsync(Pipeline($"{{ $match: {{ 'ns.db': '{name}' }} }}"), cancellationToken: Ct);

        await mongo.NewCollection().InsertOneAsync([], cancellationToken: Ct);
        await database.GetCollection<BsonDocument>("one").InsertOneAsync([], cancellationToken: Ct);
        await database.GetCollection<BsonDocument>("two").InsertOneAsync([], cancellationToken: Ct);

        (await ofDatabase.ReadAsync(2, Ct)).Select(e => e.CollectionNamespace.CollectionName).ShouldBe(["one", "two"]);
        (await ofCluster.ReadAsync(2, Ct)).Select(e => e["ns"]["coll"].AsString).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_full_batch_loses_nothing_behind_it()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(new ChangeStreamOptions { BatchSize = 100 }, Ct);
        await orders.InsertManyAsync(Enumerable.Range(0, 200).Select(i => new BsonDocument("_id", i)), cancellationToken: Ct);

        await stream.MoveNextAsync(Ct);
        while (!stream.Current.Any())
            await stream.MoveNextAsync(Ct);
        var first = stream.Current.ToList();
        var second = await stream.ReadAsync(100, Ct);

        first.Count.ShouldBe(100);
        first.Concat(second).Select(e => e.DocumentKey["_id"].AsInt32).ShouldBe(Enumerable.Range(0, 200));
    }

    [Fact]
    public async Task Big_events_are_spread_over_batches_of_16_MiB()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(cancellationToken: Ct);
        var filler = new string('x', 7 * 1024 * 1024);
        for (var i = 0; i < 5; i++)
            await orders.InsertOneAsync(new BsonDocument { { "_id", i }, { "filler", filler } }, cancellationToken: Ct);

        var events = await stream.ReadAsync(5, Ct);

        events.Select(e => e.DocumentKey["_id"].AsInt32).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public async Task An_event_beyond_16_MiB_ends_the_stream_with_10334()
    {
        var orders = mongo.NewCollection();
        using var stream = await orders.WatchAsync(cancellationToken: Ct);

        await orders.InsertOneAsync(new BsonDocument("filler", new string('x', (16 * 1024 * 1024) - 50)), cancellationToken: Ct);

        (await Should.ThrowAsync<MongoCommandException>(() => stream.ReadAsync(1, Ct))).Code.ShouldBe(10334);
    }

    private static PipelineDefinition<ChangeStreamDocument<BsonDocument>, BsonDocument> Pipeline(params string[] stages) =>
        stages.Select(BsonDocument.Parse).ToArray();

    /// <summary>Documents as sets of fields: the order inside updatedFields is not promised.</summary>
    private sealed class SameFields : IEqualityComparer<BsonValue>
    {
        public bool Equals(BsonValue? x, BsonValue? y) => Sorted(x!).Equals(Sorted(y!));

        public int GetHashCode(BsonValue obj) => 0;

        private static BsonValue Sorted(BsonValue value) => value is BsonDocument document
            ? new BsonDocument(document.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => new BsonElement(e.Name, Sorted(e.Value))))
            : value;
    }
}
