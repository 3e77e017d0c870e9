using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.Tests.OrderManagement;

public sealed class MongoParkedOrderStoreTests : IAsyncLifetime
{
    private MongoUnderTest _mongo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MongoParkedOrderStore Store =>
        new(_mongo.Connection, _mongo.Options, DeadLetters, TimeProvider.System, NullLogger<MongoParkedOrderStore>.Instance);

    private MongoDeadLetterStore DeadLetters => new(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoDeadLetterStore>.Instance);

    public async ValueTask InitializeAsync() => _mongo = await MongoUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task A_parked_order_is_read_again_as_the_feed_brought_it()
    {
        _mongo.Options.RoutedBy = ["Code"];
        var parked = Order("a", 1, 1, document => document["Code"] = "N");

        await Store.ParkAsync(parked, 1, Token);

        var read = (await Store.ReadAsync("North", 10, Token)).ShouldHaveSingleItem();
        read.ShouldBe(parked with { Change = read.Change, Order = read.Order });
        (read.Order!.OtterOrderId, read.Order.BrandName).ShouldBe(("otter", "North"));
        read.Order.Items.ShouldBe(parked.Order!.Items);
        (read.Change.DocumentId, read.Change.Position, read.Change.IsUpdate).ShouldBe(("a", new FeedPosition("position of a"), true));
        read.Change.Raw.ToArray().ShouldBe(parked.Change.Raw.ToArray());
        read.Change.Document!.StationOrders.ShouldHaveSingleItem()!.OwnStationName.ShouldBe("Grill");
        read.Change.Document.RoutingFields["Code"].ShouldBe("N");
    }

    [Fact]
    public async Task A_parked_cancellation_has_no_order()
    {
        await Store.ParkAsync(Order("a", 1, 1) with { Order = null, IsPart = false }, 1, Token);

        (await Store.ReadAsync("North", 10, Token)).ShouldHaveSingleItem().Order.ShouldBeNull();
    }

    [Fact]
    public async Task The_longest_parked_come_first_and_kitchens_are_kept_apart()
    {
        foreach (var order in new[] { Order("c", 2, 1), Order("b", 1, 2), Order("a", 1, 10), Order("x", 1, 1) with { Kitchen = "South" } })
            await Store.ParkAsync(order, 2, Token);

        (await Store.ReadAsync("north", 2, Token)).Select(order => order.OrderId).ShouldBe(["b", "a"]);
        (await Store.ReadAsync("South", 10, Token)).ShouldHaveSingleItem().OrderId.ShouldBe("x");
        var counts = await Store.CountAsync(Token);
        counts.Count.ShouldBe(2);
        (counts["North"], counts["South"]).ShouldBe((3, 1));
    }

    [Fact]
    public async Task A_newer_message_takes_the_place_of_an_older_one_and_never_the_other_way_round()
    {
        foreach (var number in new[] { 5, 6, 5 })
            await Store.ParkAsync(Order("a", 1, number), 1, Token);

        (await Store.ReadAsync("North", 10, Token)).ShouldHaveSingleItem().Number.ShouldBe(6);
        await Store.ParkAsync(Order("a", 2, 1), 2, Token);
        (await Store.ReadAsync("North", 10, Token)).ShouldHaveSingleItem().Term.ShouldBe(2);
    }

    [Fact]
    public async Task A_listener_of_an_older_term_is_told_that_it_lost_the_lease()
    {
        await Store.ParkAsync(Order("a", 2, 1), 2, Token);

        await Should.ThrowAsync<LeaseLostException>(Store.ParkAsync(Order("a", 1, 99), 1, Token));
        // A listener of the later term that moves an old message finds only that a newer one stands there.
        await Store.ParkAsync(Order("a", 1, 99), 2, Token);

        (await Store.ReadAsync("North", 10, Token)).ShouldHaveSingleItem().Term.ShouldBe(2);
    }

    [Fact]
    public async Task Only_what_was_delivered_is_removed_not_what_has_taken_its_place()
    {
        var older = Order("a", 1, 1);
        await Store.ParkAsync(older, 1, Token);
        var newer = Order("a", 1, 2);
        await Store.ParkAsync(newer, 1, Token);

        await Store.RemoveAsync(older, Token);
        (await Store.ReadAsync("North", 10, Token)).ShouldHaveSingleItem();
        await Store.RemoveAsync(newer, Token);
        (await Store.CountAsync(Token)).ShouldBeEmpty();
    }

    private static ParkedOrder Order(string id, long term, long number, Action<BsonDocument>? change = null)
    {
        var document = MongoUnderTest.Document(id);
        change?.Invoke(document);
        return new ParkedOrder
        {
            Kitchen = "North",
            OrderId = id,
            Term = term,
            Number = number,
            At = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000 + number),
            Order = new Order(id, "otter", "North", [new OrderItem("Burger", "Grill", 2), new OrderItem("Cola", "Bar", 1)]),
            IsPart = true,
            Change = new OrderChange { DocumentId = id, IsUpdate = true, Position = new FeedPosition($"position of {id}"), Raw = document.ToBson() },
        };
    }
}
