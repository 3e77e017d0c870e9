using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>What a query finds, and in which order.</summary>
public sealed class QueryTests(MongoFixture mongo)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Query, and the ids of the documents below that it finds.</summary>
    public static TheoryData<string, string> Queries => new()
    {
        { "{ a: 1 }", "[1, 2, 3]" },
        { "{ a: null }", "[6, 7, 8, 9]" },
        { "{ a: { $exists: false } }", "[7, 8, 9]" },
        { "{ a: { $exists: true }, b: 'x' }", "[1]" },
        { "{ a: { $ne: 1 } }", "[4, 5, 6, 7, 8, 9]" },
        { "{ a: { $gt: 0 } }", "[1, 2, 3, 5]" },
        { "{ a: { $gte: 7, $lt: 8 } }", "[5]" },
        { "{ a: { $gt: '' } }", "[4]" },
        { "{ a: { $lte: null } }", "[6, 7, 8, 9]" },
        { "{ a: { $in: [7, 'text'] } }", "[4, 5]" },
        { "{ a: { $nin: [1, null] } }", "[4, 5]" },
        { "{ a: { $not: { $gt: 0 } } }", "[4, 6, 7, 8, 9]" },
        { "{ a: { $regex: '^TE', $options: 'i' } }", "[4]" },
        { "{ a: { $type: 'number' } }", "[1, 2, 3, 5]" },
        { "{ a: { $type: 'array' } }", "[5]" },
        { "{ a: { $size: 2 } }", "[5]" },
        { "{ a: { $all: [7, 9] } }", "[5]" },
        { "{ a: { $mod: [4, 1] } }", "[1, 2, 3, 5]" },
        { "{ 'l.n': 'burger' }", "[8]" },
        { "{ 'l.1.n': 'soup' }", "[8]" },
        { "{ 'l.q': { $gt: 4 } }", "[8]" },
        { "{ 'l.q': { $exists: false }, _id: { $gte: 8 } }", "[9]" },
        { "{ l: { $elemMatch: { n: 'burger', q: 5 } } }", "[]" },
        { "{ l: { $elemMatch: { n: 'burger', q: { $lt: 5 } } } }", "[8]" },
        { "{ a: { $elemMatch: { $gt: 6, $lt: 8 } } }", "[5]" },
        { "{ 'd.e.f': true }", "[9]" },
        { "{ d: { e: { f: true } } }", "[9]" },
        { "{ $or: [{ a: 7 }, { b: 'x' }] }", "[1, 5]" },
        { "{ $and: [{ a: 1 }, { b: { $exists: false } }] }", "[2, 3]" },
        { "{ $nor: [{ a: { $exists: true } }, { l: { $exists: true } }] }", "[7, 9]" },
        { "{ $expr: { $gt: ['$q', '$p'] } }", "[9]" },
        { "{ _id: { $in: [3, 1, 2, 1] } }", "[1, 2, 3]" },
        { "{ _id: 3.0 }", "[3]" },
        { "{}", "[9, 1, 2, 3, 4, 5, 6, 7, 8]" },
        { "{ _id: { $gt: 6 } }", "[7, 8, 9]" },
    };

    private static IEnumerable<BsonDocument> Documents => new[]
    {
        "{ _id: 9, d: { e: { f: true } }, p: 1, q: 2 }",
        "{ _id: 1, a: 1, b: 'x' }",
        "{ _id: 2, a: NumberLong(1) }",
        "{ _id: 3, a: 1.0 }",
        "{ _id: 4, a: 'text' }",
        "{ _id: 5, a: [7, 9] }",
        "{ _id: 6, a: null }",
        "{ _id: 7, p: 2, q: 2 }",
        "{ _id: 8, l: [{ n: 'burger', q: 2 }, { n: 'soup', q: 5 }, 'scalar'] }",
    }.Select(BsonDocument.Parse);

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Finds(string query, string ids)
    {
        var orders = mongo.NewCollection();
        await orders.InsertManyAsync(Documents, cancellationToken: Ct);

        var found = await orders.Find(BsonDocument.Parse(query)).ToListAsync(Ct);

        var expected = BsonDocument.Parse($"{{ ids: {ids} }}")["ids"].AsBsonArray;
        // Only the search by _id and that for everything have an order of their own.
        IEnumerable<BsonDocument> actual = query.Contains("_id", StringComparison.Ordinal) || query == "{}" ? found : found.OrderBy(d => d["_id"].ToInt32());
        actual.Select(d => d["_id"]).ShouldBe(expected);
        (await orders.CountDocumentsAsync(BsonDocument.Parse(query), cancellationToken: Ct)).ShouldBe(found.Count);
    }

    [Theory]
    [InlineData("{ a: { $frob: 1 } }", 2)]
    [InlineData("{ $or: [] }", 2)]
    [InlineData("{ a: { $in: 1 } }", 2)]
    [InlineData("{ $expr: { $frob: 1 } }", 168)]
    public async Task Refuses_what_it_does_not_know(string query, int code)
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync(new BsonDocument(), cancellationToken: Ct);

        var error = await Should.ThrowAsync<MongoCommandException>(() => orders.Find(BsonDocument.Parse(query)).ToListAsync(Ct));

        error.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Sorts_by_several_keys_through_arrays_and_across_types()
    {
        var orders = mongo.NewCollection();
        await orders.InsertManyAsync(
            new[] { "{ _id: 1, k: 'b' }", "{ _id: 2, k: 5 }", "{ _id: 3 }", "{ _id: 4, k: [9, 2] }", "{ _id: 5, k: 5.0, z: 1 }" }.Select(BsonDocument.Parse),
            cancellationToken: Ct);

        var up = await orders.Find("{}").Sort("{ k: 1, _id: -1 }").ToListAsync(Ct);
        var down = await orders.Find("{}").Sort("{ k: -1, _id: 1 }").Skip(1).Limit(3).ToListAsync(Ct);

        up.Select(d => d["_id"].AsInt32).ShouldBe([3, 4, 5, 2, 1]);
        down.Select(d => d["_id"].AsInt32).ShouldBe([4, 2, 5]);
    }

    [Fact]
    public async Task Numbers_are_one_id_whatever_their_type()
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync(new BsonDocument("_id", 1), cancellationToken: Ct);

        foreach (var same in new BsonValue[] { 1.0, 1L, new BsonDecimal128(1m) })
        {
            var error = await Should.ThrowAsync<MongoWriteException>(() => orders.InsertOneAsync(new BsonDocument("_id", same), cancellationToken: Ct));
            error.WriteError.Category.ShouldBe(ServerErrorCategory.DuplicateKey);
            (await orders.Find(new BsonDocument("_id", same)).SingleAsync(Ct))["_id"].ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_result_of_many_batches_comes_whole()
    {
        var orders = mongo.NewCollection();
        await orders.InsertManyAsync(Enumerable.Range(0, 1000).Select(i => new BsonDocument("_id", i)), cancellationToken: Ct);

        var all = await orders.Find("{}", new FindOptions { BatchSize = 7 }).ToListAsync(Ct);
        var some = await orders.Find("{ _id: { $gte: 10 } }").Limit(250).ToListAsync(Ct);

        all.Select(d => d["_id"].AsInt32).ShouldBe(Enumerable.Range(0, 1000));
        some.Count.ShouldBe(250);
    }

    [Fact]
    public async Task Aggregates_groups_and_counts()
    {
        var orders = mongo.NewCollection();
        await orders.InsertManyAsync(Enumerable.Range(0, 10).Select(i => new BsonDocument { { "_id", i }, { "even", i % 2 == 0 } }), cancellationToken: Ct);
        PipelineDefinition<BsonDocument, BsonDocument> sums = new[]
        {
            "{ $match: { _id: { $gte: 2 } } }", "{ $group: { _id: '$even', n: { $sum: 1 }, max: { $max: '$_id' } } }",
            "{ $sort: { _id: 1 } }", "{ $project: { n: 1, max: 1 } }",
        }.Select(BsonDocument.Parse).ToArray();

        var groups = await (await orders.AggregateAsync(sums, cancellationToken: Ct)).ToListAsync(Ct);

        groups.ShouldBe([BsonDocument.Parse("{ _id: false, n: 4, max: 9 }"), BsonDocument.Parse("{ _id: true, n: 4, max: 8 }")]);
        (await orders.EstimatedDocumentCountAsync(cancellationToken: Ct)).ShouldBe(10);
        (await orders.CountDocumentsAsync("{ even: true }", new CountOptions { Skip = 1, Limit = 3 }, Ct)).ShouldBe(3);
        (await (await orders.DistinctAsync<bool>("even", "{}", cancellationToken: Ct)).ToListAsync(Ct)).ShouldBe([false, true]);
    }
}
