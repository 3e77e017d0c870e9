using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>findAndModify, and with it a lease that is judged by the server's clock alone.</summary>
public sealed class LeaseTests(MongoFixture mongo)
{
    private const int DuplicateKey = 11000;

    private static readonly FindOneAndUpdateOptions<BsonDocument> UpsertAndReturnNew =
        new() { IsUpsert = true, ReturnDocument = ReturnDocument.After };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_free_lease_is_taken_and_a_held_one_is_a_duplicate_key()
    {
        var leases = mongo.NewCollection();

        var mine = await AcquireAsync(leases, "me", TimeSpan.FromMinutes(1));
        var refused = await Should.ThrowAsync<MongoCommandException>(() => AcquireAsync(leases, "you", TimeSpan.FromMinutes(1)));
        var renewed = await AcquireAsync(leases, "me", TimeSpan.FromMinutes(2));

        mine["owner"].ShouldBe("me");
        refused.Code.ShouldBe(DuplicateKey);
        renewed["term"].ShouldBe(mine["term"]);
        renewed["expiresAt"].ToUniversalTime().ShouldBeGreaterThan(mine["expiresAt"].ToUniversalTime());
    }

    [Fact]
    public async Task An_expired_lease_passes_on_with_the_next_term()
    {
        var leases = mongo.NewCollection();
        var mine = await AcquireAsync(leases, "me", TimeSpan.FromMilliseconds(-1));

        var yours = await AcquireAsync(leases, "you", TimeSpan.FromMinutes(1));

        yours["owner"].ShouldBe("you");
        yours["term"].ToInt64().ShouldBe(mine["term"].ToInt64() + 1);
    }

    [Fact]
    public async Task Of_many_who_reach_for_a_lease_one_gets_it()
    {
        var leases = mongo.NewCollection();

        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                return (await AcquireAsync(leases, $"owner {i}", TimeSpan.FromMinutes(1)))["owner"].AsString;
            }
            catch (MongoCommandException exception) when (exception.Code == DuplicateKey)
            {
                return null;
            }
        }));

        tries.Count(owner => owner is not null).ShouldBe(1);
    }

    [Fact]
    public async Task CurrentDate_and_expr_judge_by_the_servers_clock()
    {
        var leases = mongo.NewCollection();
        await leases.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "at", new BsonDateTime(0) } }, cancellationToken: Ct);
        const string Expired = "{ _id: 1, $expr: { $lt: ['$at', { $subtract: ['$$NOW', 60000] }] } }";

        var first = await leases.UpdateOneAsync(Expired, "{ $currentDate: { at: true } }", cancellationToken: Ct);
        var second = await leases.UpdateOneAsync(Expired, "{ $currentDate: { at: true } }", cancellationToken: Ct);

        (first.ModifiedCount, second.MatchedCount).ShouldBe((1, 0));
        var at = (await leases.Find("{}").SingleAsync(Ct))["at"].ToUniversalTime();
        (TimeProvider.System.GetUtcNow().UtcDateTime - at).ShouldBeLessThan(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Finds_by_sort_returns_before_or_after_projects_and_removes()
    {
        var orders = mongo.NewCollection();
        await orders.InsertManyAsync(new[] { "{ _id: 1, p: 2, x: 1 }", "{ _id: 2, p: 1, x: 1 }" }.Select(BsonDocument.Parse), cancellationToken: Ct);

        var before = await orders.FindOneAndUpdateAsync<BsonDocument>(
            "{}", "{ $inc: { x: 1 } }", new FindOneAndUpdateOptions<BsonDocument> { Sort = "{ p: 1 }", Projection = "{ x: 1 }" }, Ct);
        var removed = await orders.FindOneAndDeleteAsync<BsonDocument>("{}", new FindOneAndDeleteOptions<BsonDocument> { Sort = "{ p: -1 }" }, Ct);
        var none = await orders.FindOneAndUpdateAsync<BsonDocument>("{ _id: 9 }", "{ $set: { a: 1 } }", cancellationToken: Ct);

        before.ShouldBe(BsonDocument.Parse("{ _id: 2, x: 1 }"));
        removed["_id"].ShouldBe(1);
        none.ShouldBeNull();
        (await orders.Find("{}").SingleAsync(Ct)).ShouldBe(BsonDocument.Parse("{ _id: 2, p: 1, x: 2 }"));
    }

    [Theory]
    [InlineData("[{ $set: { a: { $cond: [{ $gt: ['$n', 1] }, 'big', 'small'] }, 's.y': { $ifNull: ['$s.y', 7] } } }]", "{ _id: 1, n: 2, s: { x: 1, y: 7 }, a: 'big' }")]
    [InlineData("[{ $set: { n: { $add: ['$n', 1] } } }, { $set: { m: { $max: ['$n', 2] } } }, { $unset: 's' }]", "{ _id: 1, n: 3, m: 3 }")]
    [InlineData("[{ $replaceWith: { was: '$n', ok: { $and: [{ $eq: ['$n', 2] }, { $not: ['$none'] }] } } }]", "{ _id: 1, was: 2, ok: true }")]
    public async Task A_pipeline_updates_by_expressions(string pipeline, string expected)
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync(BsonDocument.Parse("{ _id: 1, n: 2, s: { x: 1 } }"), cancellationToken: Ct);

        await orders.UpdateOneAsync("{ _id: 1 }", Pipeline(pipeline), cancellationToken: Ct);

        (await orders.Find("{}").SingleAsync(Ct)).ShouldBe(BsonDocument.Parse(expected));
    }

    /// <summary>Takes the lease when it is mine or expired; otherwise the upsert meets the one that is there.</summary>
    private static Task<BsonDocument> AcquireAsync(IMongoCollection<BsonDocument> leases, string owner, TimeSpan time)
    {
        var filter = BsonDocument.Parse($"{{ _id: 'orders', $or: [{{ owner: '{owner}' }}, {{ $expr: {{ $lte: ['$expiresAt', '$$NOW'] }} }}] }}");
        var set = BsonDocument.Parse(
            $"{{ $set: {{ term: {{ $cond: [{{ $eq: ['$owner', '{owner}'] }}, '$term', {{ $add: [{{ $ifNull: ['$term', 0] }}, 1] }}] }}, owner: '{owner}' }} }}");
        set["$set"]["expiresAt"] = new BsonDocument("$add", new BsonArray { "$$NOW", time.TotalMilliseconds });
        return leases.FindOneAndUpdateAsync(filter, Builders<BsonDocument>.Update.Pipeline(new[] { set }), UpsertAndReturnNew, Ct);
    }

    private static UpdateDefinition<BsonDocument> Pipeline(string stages) =>
        Builders<BsonDocument>.Update.Pipeline(BsonDocument.Parse($"{{ s: {stages} }}")["s"].AsBsonArray.Cast<BsonDocument>().ToArray());
}
