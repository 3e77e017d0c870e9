using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>Documents that are too long for an order: neither the feed nor the dead letters may choke on them.</summary>
public sealed class LongDocumentTests : IAsyncLifetime
{
    private MongoUnderTest _mongo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MongoDeadLetterStore Letters => new(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoDeadLetterStore>.Instance);

    public async ValueTask InitializeAsync() => _mongo = await MongoUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task The_letter_of_a_document_over_a_mebibyte_keeps_its_beginning_and_is_found_by_its_own_id()
    {
        var raw = Long("").Set("_id", 7).ToBson();
        await Letters.AddAsync(new DeadLetter { Reason = "too long", Raw = raw }, Token);

        var listed = (await Letters.ListAsync(10, after: null, Token)).ShouldHaveSingleItem();
        (await Letters.FindAsync(listed.Id, Token))!.Raw.ToArray().ShouldBe(raw[..DeadLetterDocument.MostBytes]);
    }

    [Fact]
    public async Task A_letter_that_is_not_whole_is_read_from_the_source_and_is_unreadable_when_it_is_gone()
    {
        await _mongo.Orders.InsertOneAsync(Long("a"), null, Token);
        await Letters.AddAsync(new DeadLetter { DocumentId = "a", Reason = "too long", Raw = Long("a").ToBson() }, Token);
        var letter = (await Letters.FindAsync("a", Token))!;

        (await Letters.ReadDocumentAsync(letter, Token)).Document!.BrandName!.Length.ShouldBe(2_000_000);

        await _mongo.Orders.DeleteOneAsync(new BsonDocument("_id", "a"), Token);
        (await Letters.ReadDocumentAsync(letter, Token)).Unreadable.ShouldNotBeNull().ToString().ShouldBe("document is gone, and only its beginning was kept");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_document_with_an_endless_id_has_none(bool binary)
    {
        BsonValue id = binary ? new BsonBinaryData(new byte[10_000]) : new string('i', 10_000);
        await _mongo.Orders.InsertOneAsync(MongoUnderTest.Document("").Set("_id", id), null, Token);
        await using var scan = await _mongo.OpenBeginningAsync(Token);

        var change = (await MongoUnderTest.ReadCollectionAsync(scan, Token)).ShouldHaveSingleItem();

        change.DocumentId.ShouldBeNull();
        change.Unreadable.ShouldNotBeNull();
    }

    private static BsonDocument Long(string id) => MongoUnderTest.Document(id).Set("BrandName", new string('x', 2_000_000));
}
