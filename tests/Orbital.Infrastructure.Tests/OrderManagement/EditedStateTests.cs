using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>What a listener finds when somebody has edited its documents, or an earlier version has written them.</summary>
public sealed class EditedStateTests : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private MongoUnderTest _mongo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MongoCheckpointStore Checkpoints =>
        new(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoCheckpointStore>.Instance);

    private MongoDeadLetterStore DeadLetters => new(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoDeadLetterStore>.Instance);

    public async ValueTask InitializeAsync() => _mongo = await MongoUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Theory]
    [InlineData("{ $set: { expiresAt: ISODate('2999-01-01T00:00:00Z') } }")]
    [InlineData("{ $set: { expiresAt: 'tomorrow' } }")]
    [InlineData("{ $unset: { expiresAt: 1 } }")]
    [InlineData("{ $set: { term: 'seven', expiresAt: ISODate('1999-01-01T00:00:00Z') } }")]
    [InlineData("{ $set: { expiresAt: ISODate('2999-01-01T00:00:00Z'), durationMs: 'long' } }")]
    public async Task A_lease_that_names_an_end_that_never_comes_is_taken_when_nobody_has_renewed_it_for_as_long_as_it_holds(string edit)
    {
        var dead = (await NewLease().TryAcquireAsync(Short, Token))!;
        await LeaseAsync(edit);

        var taken = await TakeAsync(NewLease());

        taken.Term.ShouldBeGreaterThan(dead.Term);
    }

    [Fact]
    public async Task A_lease_that_is_renewed_is_taken_by_nobody()
    {
        var (mine, other) = (NewLease(), NewLease());
        var lease = (await mine.TryAcquireAsync(Long, Token))!;
        for (var turn = 0; turn < 10; turn++)
        {
            (await other.TryAcquireAsync(Short, Token)).ShouldBeNull();
            (await mine.TryRenewAsync(lease, Long, Token)).ShouldBeTrue();
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        }
    }

    [Fact]
    public async Task A_lease_that_was_deleted_begins_behind_the_terms_that_the_checkpoint_has_seen()
    {
        await Checkpoints.SaveAsync(new FeedCheckpoint(new FeedPosition("a"), null), new Lease(50, "before"), Token);

        var lease = (await NewLease().TryAcquireAsync(Long, Token))!;

        lease.Term.ShouldBe(51);
        (await Checkpoints.LoadAsync(lease, Token)).ShouldBe(new FeedCheckpoint(new FeedPosition("a"), null));
        (await NewLease().TryRenewAsync(lease, Long, Token)).ShouldBeFalse("only its holder renews it");
    }

    [Theory]
    [InlineData("{ $set: { position: 5 } }")]
    [InlineData("{ $set: { position: { _data: 'zz' } } }")]
    [InlineData("{ $set: { position: null } }")]
    [InlineData("{ $set: { term: 'seven' } }")]
    [InlineData("{ $unset: { term: 1 } }")]
    [InlineData("{ $set: { reading: 5 } }")]
    [InlineData("{ $set: { reading: { since: 'yesterday', after: 7, unknown: 'perhaps', second: 'yes' } } }")]
    public async Task An_edited_checkpoint_is_loaded_and_saved_again(string edit)
    {
        await Checkpoints.SaveAsync(new FeedCheckpoint(new FeedPosition("a"), null), new Lease(1, "before"), Token);
        await Collection("orbital_checkpoints").UpdateOneAsync(new BsonDocument(), BsonDocument.Parse(edit), null, Token);

        var loaded = await Checkpoints.LoadAsync(new Lease(2, "next"), Token);
        await Checkpoints.SaveAsync(new FeedCheckpoint(new FeedPosition("b"), null), new Lease(2, "next"), Token);

        loaded.ShouldNotBeNull();
        (await Checkpoints.LoadAsync(new Lease(3, "last"), Token)).ShouldBe(new FeedCheckpoint(new FeedPosition("b"), null));
    }

    [Fact]
    public async Task A_checkpoint_of_the_version_before_is_gone_on_from()
    {
        var position = (await _mongo.Feed.GetPresentAsync(Token)).Position;
        await Collection("orbital_checkpoints").InsertOneAsync(
            new BsonDocument
            {
                { "_id", _mongo.Options.Collection }, { "position", position.Token }, { "term", 3L }, { "holder", "old" }, { "savedAt", DateTime.UnixEpoch },
            },
            null, Token);
        await _mongo.Orders.InsertOneAsync(MongoUnderTest.Document("a"), null, Token);

        var loaded = await Checkpoints.LoadAsync(new Lease(4, "new"), Token);

        loaded.ShouldBe(new FeedCheckpoint(position, Reading: null));
        await using var session = await _mongo.Feed.OpenAsync(new FeedStart.After(loaded!.Position, loaded.Reading), Token);
        (await session.ReadAsync(Token)).Changes.ShouldHaveSingleItem().DocumentId.ShouldBe("a");
    }

    [Theory]
    [InlineData("{ $set: { orderId: 7 } }", "orderId must be of BSON type String, was Int32")]
    [InlineData("{ $set: { term: 'one' } }", "term must be of BSON type Int64, was String")]
    [InlineData("{ $set: { raw: 'text' } }", "raw must be of BSON type Binary, was String")]
    [InlineData("{ $unset: { isPart: 1 } }", "isPart must be of BSON type Boolean, was Undefined")]
    [InlineData("{ $set: { order: { items: 5 } } }", "order must hold otterOrderId, brandName and items")]
    public async Task An_edited_parked_order_is_set_aside_by_name_and_the_others_flow(string edit, string problem)
    {
        var store = new MongoParkedOrderStore(
            _mongo.Connection, _mongo.Options, DeadLetters, TimeProvider.System, NullLogger<MongoParkedOrderStore>.Instance);
        foreach (var (id, number) in new[] { ("edited", 1L), ("beside", 2L) })
            await store.ParkAsync(Parked(id, number), 1, Token);
        await Collection("orbital_parked").UpdateOneAsync(new BsonDocument("orderId", "edited"), BsonDocument.Parse(edit), null, Token);

        (await store.ReadAsync("North", 10, Token)).ShouldHaveSingleItem().OrderId.ShouldBe("beside");

        var letter = (await DeadLetters.ListAsync(10, after: null, Token)).ShouldHaveSingleItem();
        letter.Reason.ShouldContain(problem);
        (await Collection("orbital_parked").CountDocumentsAsync(new BsonDocument(), null, Token)).ShouldBe(1);
    }

    private static ParkedOrder Parked(string id, long number) => new()
    {
        Kitchen = "North", OrderId = id, Term = 1, Number = number, At = DateTimeOffset.UnixEpoch, IsPart = false,
        Order = new Order(id, "otter", "North", [new OrderItem("Burger", "Grill", 1)]),
        Change = new OrderChange { DocumentId = id, Raw = MongoUnderTest.Document(id).ToBson() },
    };

    private IMongoCollection<BsonDocument> Collection(string name) => _mongo.Database.GetCollection<BsonDocument>(name);

    private Task<UpdateResult> LeaseAsync(string edit) => Collection("orbital_leases").UpdateOneAsync(new BsonDocument(), BsonDocument.Parse(edit), null, Token);

    private static async Task<Lease> TakeAsync(MongoListenerLease leases)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await leases.TryAcquireAsync(Short, deadline.Token) is { } lease)
                return lease;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        }
    }

    private MongoListenerLease NewLease() =>
        new(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoListenerLease>.Instance);
}
