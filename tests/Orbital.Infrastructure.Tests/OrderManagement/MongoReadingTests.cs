using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Infrastructure.OrderManagement.MongoDb;
using Orbital.MongoEmulator;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>Reading the whole collection beside the stream: nothing is missing, and it goes on where it was.</summary>
public sealed class MongoReadingTests : IAsyncLifetime
{
    private MongoUnderTest _mongo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _mongo = await MongoUnderTest.StartEmulatorAsync(new MongoEmulatorOptions());

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Theory]
    [InlineData(1_000)]
    [InlineData(1)]
    public async Task Everything_arrives_once_in_the_order_of_its_arrival_and_what_is_inserted_meanwhile_comes_with_the_stream(int large)
    {
        (_mongo.Options.BatchSize, _mongo.Options.LargeCollection) = (10, large);
        var ids = Enumerable.Range(0, 45).Select(n => $"old {n:00}").ToList();
        await InsertAsync([.. ids]);
        await using var session = await _mongo.OpenBeginningAsync(Token);
        await InsertAsync("new");

        var (scanned, streamed) = await ReadBothAsync(session);

        scanned.ShouldAllBe(change => change.Position == null);
        scanned.Select(change => change.DocumentId).Where(id => id != "new").ShouldBe(ids);
        await InsertAsync("last");
        while (!streamed.Any(change => change.DocumentId == "last"))
            streamed.AddRange((await session.ReadAsync(Token)).Changes);
        // From the one or from the other.
        scanned.Concat(streamed).Count(change => change.DocumentId == "new").ShouldBe(1);
    }

    [Fact]
    public async Task A_reading_goes_on_behind_what_was_finished_whatever_types_the_ids_are_of()
    {
        (_mongo.Options.BatchSize, _mongo.Options.LargeCollection) = (2, 1);
        BsonValue[] ids = [7, 8, "a", "b", ObjectId.GenerateNewId(), ObjectId.GenerateNewId(), true];
        await _mongo.Orders.InsertManyAsync(ids.Select(id => MongoUnderTest.Document("").Set("_id", id)), null, Token);
        var all = new List<byte[]>();
        CollectionReading? reading = new() { Reason = "first start", Since = DateTimeOffset.UnixEpoch };
        while (!reading.IsComplete)
        {
            await using var session = await _mongo.OpenReadingAsync(reading, Token);
            for (var before = reading; reading == before;)
            {
                var batch = await session.ReadAsync(Token);
                reading = batch.Reading ?? reading;
                all.AddRange(batch.Changes.Select(change => change.Raw.ToArray()));
            }
        }

        all.Select(raw => new RawBsonDocument(raw)["_id"]).ShouldBe(ids);
    }

    [Fact]
    public async Task Nothing_is_missing_when_majority_reads_are_behind_the_start_of_the_stream()
    {
        await _mongo.AdminAsync("{ emulatorLagMajority: 1, forMS: 60000 }", Token);
        await InsertAsync([.. Enumerable.Range(0, 30).Select(n => $"just before {n}")]);
        await using var session = await _mongo.OpenBeginningAsync(Token);

        (await ReadBothAsync(session)).Scanned.Count.ShouldBe(30);
    }

    [Fact]
    public async Task A_document_that_changes_while_the_collection_is_read_comes_last_as_it_is_then()
    {
        await InsertAsync("a");
        var present = (await _mongo.Feed.GetPresentAsync(Token)).Position;
        await _mongo.Orders.UpdateOneAsync(new BsonDocument("_id", "a"), new BsonDocument("$set", new BsonDocument("BrandName", "changed")), null, Token);
        await using var session = await _mongo.Feed.OpenAsync(
            new FeedStart.After(present, new CollectionReading { Reason = "lost", Since = DateTimeOffset.UnixEpoch, IsSecond = true }), Token);

        OrderChange? last = null;
        for (var isComplete = false; !isComplete || last is null;)
        {
            var batch = await session.ReadAsync(Token);
            isComplete |= batch.Reading is { IsComplete: true };
            last = batch.Changes is [.., var newest] ? newest : last;
        }

        last.Document!.BrandName.ShouldBe("changed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_reading_leaves_out_what_was_there_at_the_first_start(bool objectIds)
    {
        BsonValue Id(int n) => objectIds ? ObjectId.GenerateNewId() : $"order {n}";
        var old = Enumerable.Range(0, 20).Select(Id).ToList();
        await _mongo.Orders.InsertManyAsync(old.Select(id => MongoUnderTest.Document("").Set("_id", id)), null, Token);
        await _mongo.Feed.KeepFirstStartAsync(FirstStart.Now, time: null, Token);
        var later = Enumerable.Range(20, 5).Select(Id).ToList();
        await _mongo.Orders.InsertManyAsync(later.Select(id => MongoUnderTest.Document("").Set("_id", id)), null, Token);

        await using var session = await _mongo.OpenReadingAsync(Second(), Token);

        (await ReadBothAsync(session)).Scanned.Select(change => change.DocumentId).ShouldBe(later.Select(id => id.ToString()));
    }

    [Theory]
    [InlineData(UnknownDocuments.Deliver, 3)]
    [InlineData(UnknownDocuments.Skip, 0)]
    public async Task Without_a_bound_a_second_reading_waits_for_an_operator_while_the_stream_flows(UnknownDocuments decision, int expected)
    {
        await InsertAsync("a", "b", "c");
        var checkpoints = new MongoCheckpointStore(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoCheckpointStore>.Instance);
        (await checkpoints.DecideAsync(decision, Token)).ShouldBeFalse("there is nothing to decide");
        var start = new FeedStart.After((await _mongo.Feed.GetPresentAsync(Token)).Position, Second());
        await checkpoints.SaveAsync(new FeedCheckpoint(start.Position, start.Reading), new Lease(1, "me"), Token);
        await using var session = await _mongo.Feed.OpenAsync(start, Token);
        var (held, seen) = (false, new List<string?>());
        while (!held)
            held = (await session.ReadAsync(Token)).Reading is { IsHeld: true };
        await InsertAsync("new");
        while (seen.Count == 0)
            seen.AddRange((await session.ReadAsync(Token)).Changes.Select(change => change.DocumentId));
        seen.ShouldBe(["new"]);

        (await checkpoints.DecideAsync(decision, Token)).ShouldBeTrue();

        // "new" came with the stream already.
        (await ReadBothAsync(session)).Scanned.Count(change => change.DocumentId != "new").ShouldBe(expected);
        (await checkpoints.LoadAsync(new Lease(2, "next"), Token))!.Reading!.Unknown.ShouldBe(decision);
    }

    private static CollectionReading Second() => new() { Reason = "lost", Since = DateTimeOffset.UnixEpoch, IsSecond = true, IsBounded = true };

    private Task InsertAsync(params string[] ids) => _mongo.Orders.InsertManyAsync(ids.Select(id => MongoUnderTest.Document(id)), null, Token);

    private static async Task<(List<OrderChange> Scanned, List<OrderChange> Streamed)> ReadBothAsync(IOrderFeedSession session)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        var (scanned, streamed) = (new List<OrderChange>(), new List<OrderChange>());
        for (var isComplete = false; !isComplete;)
        {
            var batch = await session.ReadAsync(deadline.Token);
            isComplete = batch.Reading is { IsComplete: true };
            (batch.Reading is null ? streamed : scanned).AddRange(batch.Changes);
        }

        return (scanned, streamed);
    }
}
