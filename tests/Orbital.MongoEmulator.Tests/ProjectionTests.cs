using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Projections of queries; those of change streams are the same code.</summary>
public sealed class ProjectionTests(MongoFixture mongo)
{
    private const string Source = "{ _id: 1, a: 1, s: { x: 1, y: 2 }, l: [{ n: 'n1', q: 1 }, 'scalar', { q: 2 }, [{ n: 'deep', q: 3 }]], z: 'z' }";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{ a: 1 }", "{ _id: 1, a: 1 }")]
    [InlineData("{ a: 1, _id: 0 }", "{ a: 1 }")]
    [InlineData("{ z: true, a: 1.5 }", "{ _id: 1, a: 1, z: 'z' }")]
    [InlineData("{ 's.x': 1 }", "{ _id: 1, s: { x: 1 } }")]
    [InlineData("{ s: { x: 1 } }", "{ _id: 1, s: { x: 1 } }")]
    [InlineData("{ 'a.b': 1, missing: 1 }", "{ _id: 1 }")]
    [InlineData("{ 'l.n': 1 }", "{ _id: 1, l: [{ n: 'n1' }, {}, [{ n: 'deep' }]] }")]
    [InlineData("{ l: 0, s: 0 }", "{ _id: 1, a: 1, z: 'z' }")]
    [InlineData("{ 'l.n': 0, s: 0, a: 0, z: 0 }", "{ _id: 1, l: [{ q: 1 }, 'scalar', { q: 2 }, [{ q: 3 }]] }")]
    [InlineData("{ _id: 0, s: 0, l: 0 }", "{ a: 1, z: 'z' }")]
    [InlineData("{ id: '$_id', x: '$s.x', names: '$l.n', none: '$none' }", "{ _id: 1, id: 1, x: 1, names: ['n1'] }")]
    [InlineData("{ a: 1, sum: { $add: ['$a', '$s.y'] } }", "{ _id: 1, a: 1, sum: 3 }")]
    public async Task Keeps(string projection, string expected)
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync(BsonDocument.Parse(Source), cancellationToken: Ct);

        var found = await orders.Find("{}").Project(BsonDocument.Parse(projection)).SingleAsync(Ct);

        found.ShouldBe(BsonDocument.Parse(expected));
    }

    [Theory]
    [InlineData("{ a: 1, z: 0 }", 31254)]
    [InlineData("{ a: 0, z: 1 }", 31253)]
    [InlineData("{ s: 1, 's.x': 1 }", 31249)]
    [InlineData("{ 's.x': 1, s: 1 }", 31250)]
    public async Task Refuses_what_contradicts_itself(string projection, int code)
    {
        var orders = mongo.NewCollection();
        await orders.InsertOneAsync(BsonDocument.Parse(Source), cancellationToken: Ct);

        var error = await Should.ThrowAsync<MongoCommandException>(() => orders.Find("{}").Project(BsonDocument.Parse(projection)).SingleAsync(Ct));

        error.Code.ShouldBe(code);
    }
}
