using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>Checkpoint, lease and dead letters: what a listener leaves behind for the next one.</summary>
public sealed class MongoListenerStateTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private MongoUnderTest _mongo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MongoCheckpointStore Checkpoints =>
        new(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoCheckpointStore>.Instance);

    public async ValueTask InitializeAsync() => _mongo = await MongoUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task A_saved_checkpoint_is_loaded_again()
    {
        (await Checkpoints.LoadAsync(new Lease(1, "me"), Token)).ShouldBeNull();

        await Checkpoints.SaveAsync(At("one"), new Lease(1, "me"), Token);
        await Checkpoints.SaveAsync(At("two"), new Lease(1, "me"), Token);

        (await Checkpoints.LoadAsync(new Lease(2, "other"), Token)).ShouldBe(At("two"));
    }

    [Fact]
    public async Task A_checkpoint_of_an_older_term_is_refused()
    {
        await Checkpoints.SaveAsync(At("new"), new Lease(2, "new"), Token);

        await Should.ThrowAsync<LeaseLostException>(Checkpoints.SaveAsync(At("old"), new Lease(1, "old"), Token));

        (await Checkpoints.LoadAsync(new Lease(2, "new"), Token)).ShouldBe(At("new"));
    }

    [Fact]
    public async Task A_term_that_has_read_the_checkpoint_shuts_out_older_ones_before_it_saves_anything()
    {
        await Checkpoints.SaveAsync(At("old"), new Lease(1, "old"), Token);
        (await Checkpoints.LoadAsync(new Lease(2, "new"), Token)).ShouldBe(At("old"));

        await Should.ThrowAsync<LeaseLostException>(Checkpoints.SaveAsync(At("late"), new Lease(1, "old"), Token));
        await Should.ThrowAsync<LeaseLostException>(Checkpoints.LoadAsync(new Lease(1, "old"), Token));

        (await Checkpoints.LoadAsync(new Lease(2, "new"), Token)).ShouldBe(At("old"));
    }

    [Fact]
    public async Task Collections_have_checkpoints_of_their_own()
    {
        await Checkpoints.SaveAsync(At("one"), new Lease(5, "me"), Token);
        _mongo.Options.Collection = "other_orders";

        (await Checkpoints.LoadAsync(new Lease(1, "me"), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Only_one_of_many_gets_the_lease()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => NewLease().TryAcquireAsync(Long, Token)));

        asked.Where(lease => lease is not null).ShouldHaveSingleItem()!.Term.ShouldBe(1);
    }

    [Fact]
    public async Task A_lease_given_back_is_free_at_once_and_its_next_term_is_greater()
    {
        var (mine, other) = (NewLease(), NewLease());
        var first = await mine.TryAcquireAsync(Long, Token);
        (await other.TryAcquireAsync(Long, Token)).ShouldBeNull();

        await mine.ReleaseAsync(first!, Token);

        (await other.TryAcquireAsync(Long, Token))!.Term.ShouldBe(2);
    }

    [Fact]
    public async Task A_lease_that_ran_out_goes_to_another_and_cannot_be_renewed()
    {
        var (mine, other) = (NewLease(), NewLease());
        var first = (await mine.TryAcquireAsync(TimeSpan.FromMilliseconds(300), Token))!;
        (await mine.TryRenewAsync(first, TimeSpan.FromMilliseconds(300), Token)).ShouldBeTrue();

        Lease? taken = null;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((taken = await other.TryAcquireAsync(Long, deadline.Token)) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);

        taken.Term.ShouldBe(2);
        (await mine.TryRenewAsync(first, Long, Token)).ShouldBeFalse();
        await mine.ReleaseAsync(first, Token);
        (await NewLease().TryAcquireAsync(Long, Token)).ShouldBeNull("the old holder must not free the lease of the new one");
    }

    [Fact]
    public async Task A_dead_letter_holds_the_bytes_and_all_that_is_known()
    {
        var at = new DateTimeOffset(2026, 8, 23, 12, 0, 0, TimeSpan.Zero);
        await NewDeadLetters().AddAsync(
            new DeadLetter
            {
                DocumentId = "a", Reason = "because", Raw = new byte[] { 1, 2, 3 }, Attempts = 4, At = at, Position = new FeedPosition("p"),
            },
            Token);

        var letter = await SingleLetterAsync();
        letter["documentId"].ShouldBe("a");
        letter["reason"].ShouldBe("because");
        letter["raw"].AsByteArray.ShouldBe([1, 2, 3]);
        letter["attempts"].ToInt32().ShouldBe(4);
        letter["at"].ToUniversalTime().ShouldBe(at.UtcDateTime);
        letter["position"].ShouldBe("p");
    }

    [Fact]
    public async Task The_same_document_has_one_dead_letter()
    {
        var letters = NewDeadLetters();
        await letters.AddAsync(new DeadLetter { DocumentId = "a", Reason = "first" }, Token);
        await letters.AddAsync(new DeadLetter { DocumentId = "a", Reason = "second" }, Token);

        (await SingleLetterAsync())["reason"].ShouldBe("second");
    }

    [Fact]
    public async Task Documents_whose_ids_no_order_may_have_keep_a_dead_letter_each()
    {
        BsonValue[] ids = [7, "7", 8, new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)];
        await _mongo.Orders.InsertManyAsync(ids.Select(id => MongoUnderTest.Document("").Set("_id", id)), null, Token);
        await using var scan = await _mongo.OpenBeginningAsync(Token);

        foreach (var change in await MongoUnderTest.ReadCollectionAsync(scan, Token))
            await NewDeadLetters().AddAsync(new DeadLetter { DocumentId = change.DocumentId, Reason = "because", Raw = change.Raw }, Token);

        var letters = await LettersAsync();
        letters.Count.ShouldBe(4);
        letters.Select(letter => letter["documentId"].AsString).ShouldContain("""{ "$numberInt" : "7" }""");
    }

    [Fact]
    public async Task A_list_of_dead_letters_carries_no_documents_and_is_found_by_an_index()
    {
        var letters = NewDeadLetters();
        await letters.AddAsync(new DeadLetter { DocumentId = "a", Reason = "because", Raw = new byte[] { 1, 2, 3 } }, Token);
        await letters.AddAsync(new DeadLetter { Reason = "no id", Raw = new byte[] { 4 }, At = DateTimeOffset.UnixEpoch.AddDays(1) }, Token);

        var listed = await letters.ListAsync(500, after: null, Token);

        listed.ShouldAllBe(letter => letter.Raw.Length == 0 && letter.Json == null);
        foreach (var letter in listed)
            (await letters.FindAsync(letter.Id, Token))!.Raw.Length.ShouldBeGreaterThan(0);
        var indexes = await (await _mongo.Database.GetCollection<BsonDocument>("orbital_dead_letters").Indexes.ListAsync(Token)).ToListAsync(Token);
        indexes.Select(index => index["key"].AsBsonDocument).ShouldContain(new BsonDocument { { "collection", 1 }, { "at", -1 }, { "_id", -1 } });
    }

    [Fact]
    public async Task Documents_without_a_readable_id_keep_a_dead_letter_each()
    {
        var letters = NewDeadLetters();
        foreach (var raw in new byte[][] { [1], [2], [2] })
            await letters.AddAsync(new DeadLetter { Reason = "because", Raw = raw }, Token);

        (await LettersAsync()).Select(letter => letter["raw"].AsByteArray.Single()).Order().ShouldBe(new byte[] { 1, 2 });
    }

    private static FeedCheckpoint At(string position) => new(new FeedPosition(position), Reading: null);

    private MongoListenerLease NewLease() =>
        new(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoListenerLease>.Instance);

    private MongoDeadLetterStore NewDeadLetters() =>
        new(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoDeadLetterStore>.Instance);

    private async Task<BsonDocument> SingleLetterAsync() => (await LettersAsync()).ShouldHaveSingleItem();

    private Task<List<BsonDocument>> LettersAsync() =>
        _mongo.Database.GetCollection<BsonDocument>("orbital_dead_letters").Find(new BsonDocument()).ToListAsync(Token);
}
