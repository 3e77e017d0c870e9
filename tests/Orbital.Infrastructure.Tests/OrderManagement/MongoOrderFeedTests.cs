using MongoDB.Bson;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.OrderManagement;

public sealed class MongoOrderFeedTests : IAsyncLifetime
{
    private MongoUnderTest _mongo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _mongo = await MongoUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task An_inserted_document_arrives_cut_down_to_the_fields_of_an_order()
    {
        await using var session = await _mongo.OpenNowAsync(Token);
        await _mongo.Orders.InsertOneAsync(MongoUnderTest.Document("a", quantity: 2).Add("Total", "78.64"), null, Token);

        var change = (await ReadAsync(session, 1)).ShouldHaveSingleItem();

        change.DocumentId.ShouldBe("a");
        change.At!.Value.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        change.Document!.StationOrders![0]!.OrderItems![0]!.Quantity.ShouldBe(2);
        var raw = new RawBsonDocument(change.Raw.ToArray());
        raw.ToBsonDocument().ToJson().ShouldBe(BsonDocument.Parse("""
            { _id: "a", BrandName: "Desayuna",
              StationOrders: [ { OwnStationName: "Grill", OrderItems: [ { Name: "Burger", Quantity: 2 } ] } ] }
            """).ToJson());
    }

    [Fact]
    public async Task Ids_may_be_ObjectIds_or_text()
    {
        await using var session = await _mongo.OpenNowAsync(Token);
        var objectId = ObjectId.GenerateNewId();
        await InsertAsync(MongoUnderTest.Document("text"), MongoUnderTest.Document("").Set("_id", objectId));

        (await ReadAsync(session, 2)).Select(change => change.DocumentId).ShouldBe(["text", objectId.ToString()]);
    }

    [Fact]
    public async Task Only_changes_of_the_collection_arrive_and_no_deletions()
    {
        await using var session = await _mongo.OpenNowAsync(Token);
        await InsertAsync(MongoUnderTest.Document("a"));
        await _mongo.Database.GetCollection<BsonDocument>("others").InsertOneAsync(MongoUnderTest.Document("x"), null, Token);
        await _mongo.Orders.DeleteOneAsync(new BsonDocument("_id", "a"), Token);
        await InsertAsync(MongoUnderTest.Document("b"));

        (await ReadAsync(session, 2)).Select(change => change.DocumentId).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task From_a_moment_on_what_was_inserted_since_arrives_then_what_is_inserted_later()
    {
        await InsertAsync(MongoUnderTest.Document("before"));
        // The server's clock counts in seconds here.
        var start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
        await Eventually.BecomesTrueAsync(() => TimeProvider.System.GetUtcNow() >= start);
        await InsertAsync(MongoUnderTest.Document("since"));
        await using var session = await _mongo.Feed.OpenAsync(new FeedStart.At(start), Token);
        await InsertAsync(MongoUnderTest.Document("later"));

        (await ReadAsync(session, 2)).Select(change => change.DocumentId).ShouldBe(["since", "later"]);
    }

    [Fact]
    public async Task A_changed_document_arrives_as_it_is_after_the_change()
    {
        await InsertAsync(MongoUnderTest.Document("a", quantity: 1), MongoUnderTest.Document("b"));
        await using var session = await _mongo.OpenNowAsync(Token);
        await _mongo.Orders.UpdateOneAsync(
            new BsonDocument("_id", "a"), new BsonDocument("$set", new BsonDocument("StationOrders.0.OrderItems.0.Quantity", 3)), null, Token);
        await _mongo.Orders.ReplaceOneAsync(new BsonDocument("_id", "b"), MongoUnderTest.Document("b", quantity: 7), cancellationToken: Token);

        var changes = await ReadAsync(session, 2);

        changes.ShouldAllBe(change => change.IsUpdate);
        changes.Select(change => (change.DocumentId, change.Document!.StationOrders![0]!.OrderItems![0]!.Quantity)).ShouldBe([("a", 3), ("b", 7)]);
    }

    [Theory]
    [InlineData("Status", "Status", "cancelled")]
    [InlineData("State.Name", "State", "void")]
    public async Task The_configured_field_says_that_an_order_is_cancelled(string field, string top, string value)
    {
        _mongo.Options.CancelledField = field;
        _mongo.Options.CancelledValues = ["CANCELLED", "VOID"];
        await using var session = await _mongo.OpenNowAsync(Token);
        await InsertAsync(MongoUnderTest.Document("a"));
        BsonValue mark = field == top ? value : new BsonDocument("Name", value);
        await _mongo.Orders.UpdateOneAsync(new BsonDocument("_id", "a"), new BsonDocument("$set", new BsonDocument(top, mark)), null, Token);

        (await ReadAsync(session, 2)).Select(change => change.Document!.IsCancelled).ShouldBe([false, true]);
    }

    [Fact]
    public async Task An_update_of_a_document_that_is_deleted_by_then_is_passed_over()
    {
        await InsertAsync(MongoUnderTest.Document("a"));
        await using var session = await _mongo.OpenNowAsync(Token);
        await _mongo.Orders.UpdateOneAsync(new BsonDocument("_id", "a"), new BsonDocument("$set", new BsonDocument("BrandName", "x")), null, Token);
        await _mongo.Orders.DeleteOneAsync(new BsonDocument("_id", "a"), Token);
        await InsertAsync(MongoUnderTest.Document("b"));

        (await ReadAsync(session, 1)).Select(change => change.DocumentId).ShouldBe(["b"]);
    }

    [Fact]
    public async Task Each_change_carries_its_own_position_and_reading_resumes_after_it()
    {
        await using var session = await _mongo.OpenNowAsync(Token);
        await InsertAsync(MongoUnderTest.Document("a"), MongoUnderTest.Document("b"), MongoUnderTest.Document("c"));
        var changes = await ReadAsync(session, 3);

        await using var resumed = await _mongo.Feed.OpenAsync(new FeedStart.After(changes[0].Position!), Token);

        (await ReadAsync(resumed, 2)).Select(change => change.DocumentId).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task A_quiet_feed_gives_a_position_from_which_nothing_is_missed()
    {
        FeedPosition? quiet;
        await using (var session = await _mongo.OpenNowAsync(Token))
            quiet = (await session.ReadAsync(Token)).Position;
        await InsertAsync(MongoUnderTest.Document("a"));

        await using var resumed = await _mongo.Feed.OpenAsync(new FeedStart.After(quiet!), Token);

        (await ReadAsync(resumed, 1))[0].DocumentId.ShouldBe("a");
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_affects_only_its_own_document()
    {
        await using var session = await _mongo.OpenNowAsync(Token);
        var raw = _mongo.Database.GetCollection<RawBsonDocument>(_mongo.Options.Collection);
        await raw.InsertManyAsync(
            [
                new RawBsonDocument(MongoUnderTest.Document("before").ToBson()),
                new RawBsonDocument(BrokenText.In(MongoUnderTest.Document("broken"))),
                new RawBsonDocument(MongoUnderTest.Document("after").ToBson()),
            ],
            null, Token);

        var changes = await ReadAsync(session, 3);

        changes.Select(change => change.DocumentId).ShouldBe(["before", "broken", "after"]);
        changes.Select(change => change.Document is null).ShouldBe([false, true, false]);
        changes[1].Unreadable!.ToString().ShouldContain("UTF-8");
        changes[1].Raw.Span.IndexOf(new byte[] { 0xC3, 0x28 }).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Dropping_the_collection_leaves_no_gap()
    {
        await using var session = await _mongo.OpenNowAsync(Token);
        await InsertAsync(MongoUnderTest.Document("a"));
        await _mongo.Database.DropCollectionAsync(_mongo.Options.Collection, Token);
        await InsertAsync(MongoUnderTest.Document("b"));

        (await ReadAsync(session, 2)).Select(change => change.DocumentId).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("not even JSON")]
    [InlineData("{}")]
    [InlineData("{ _data: 5 }")]
    [InlineData("{ _data: 'zz' }")]
    [InlineData("{ _data: '8263', other: 1 }")]
    public async Task A_position_that_is_damaged_is_lost_history(string token)
    {
        await Should.ThrowAsync<FeedHistoryLostException>(async () =>
        {
            await using var session = await _mongo.Feed.OpenAsync(new FeedStart.After(new FeedPosition(token)), Token);
            await session.ReadAsync(Token);
        });
    }

    [Fact]
    public async Task A_position_that_fell_out_of_the_oplog_is_lost_history()
    {
        await using var small = await MongoUnderTest.StartEmulatorAsync(new MongoEmulatorOptions { OplogEntries = 10 });
        FeedPosition? old;
        await using (var session = await small.OpenNowAsync(Token))
            old = (await session.ReadAsync(Token)).Position;
        await small.Orders.InsertManyAsync(Enumerable.Range(0, 50).Select(n => MongoUnderTest.Document($"{n}")), null, Token);

        await Should.ThrowAsync<FeedHistoryLostException>(async () =>
        {
            await using var late = await small.Feed.OpenAsync(new FeedStart.After(old!), Token);
            await late.ReadAsync(Token);
        });
    }

    [Fact]
    public async Task A_server_that_goes_away_makes_the_feed_unavailable_within_seconds()
    {
        await using var mortal = await MongoUnderTest.StartEmulatorAsync(new MongoEmulatorOptions());
        await using var session = await mortal.OpenNowAsync(Token);
        await session.ReadAsync(Token);
        await mortal.StopEmulatorAsync();

        await Should.ThrowAsync<FeedUnavailableException>(async () =>
        {
            while (true)
                await session.ReadAsync(Token);
        }).WaitAsync(TimeSpan.FromSeconds(10), Token);
        await Should.ThrowAsync<FeedUnavailableException>(mortal.OpenNowAsync(Token));
    }

    private Task InsertAsync(params BsonDocument[] documents) => _mongo.Orders.InsertManyAsync(documents, null, Token);

    private static async Task<List<OrderChange>> ReadAsync(IOrderFeedSession session, int count)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var changes = new List<OrderChange>();
        while (changes.Count < count)
            changes.AddRange((await session.ReadAsync(deadline.Token)).Changes);
        changes.Count.ShouldBe(count);
        return changes;
    }
}
