using System.Net;
using MongoDB.Bson;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Orders for several kitchens, one of which is away.</summary>
public sealed class RoutingTests
{
    private static readonly (string, string)[] ByBrand =
        [("Routing:Rules:0:Kitchen", "North"), ("Routing:Rules:0:Brands:0", "North Brand")];

    [Fact]
    public async Task A_kitchen_that_is_away_holds_back_only_its_own_orders_and_gets_them_all_when_it_is_back()
    {
        await using var kitchens = await TwoKitchens.StartAsync(ByBrand);
        string[] north = [.. Enumerable.Range(0, 2_000).Select(n => $"north {n}")], south = [.. Enumerable.Range(0, 2_000).Select(n => $"south {n}")];
        await kitchens.Source.InsertAsync(
            [.. north.Zip(south, (n, s) => new[] { TwoKitchens.Order(n, "North Brand"), TwoKitchens.Order(s, "South Brand") }).SelectMany(both => both)]);

        await TwoKitchens.ArriveAsync(kitchens.South, 2_000);
        await kitchens.ParkedAsync(2_000);
        kitchens.South.Received.Select(order => order.OrderId).ShouldBe(south, ignoreOrder: true);
        await kitchens.UntilAsync("North", feed => !feed.GetProperty("takesOrders").GetBoolean(), "North is known to be away");
        // Less than healthy, but at work: no load balancer must take it out.
        (await kitchens.Service.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await kitchens.Service.GetAsync("/health/ready")).GetProperty("checks").GetProperty("kitchen:North").GetProperty("status").GetString()
            .ShouldBe("Degraded");

        await kitchens.OpenNorthAsync();
        await kitchens.ParkedAsync(0);

        kitchens.North!.Received.Select(order => order.OrderId).ShouldBe(north, ignoreOrder: true);
        kitchens.South.Received.Count.ShouldBe(2_000);
    }

    [Fact]
    public async Task Orders_that_are_parked_outlive_a_kill_and_a_cancellation_finds_them()
    {
        await using var kitchens = await TwoKitchens.StartAsync(ByBrand);
        var north = Enumerable.Range(0, 300).Select(n => $"north {n:000}").ToArray();
        await kitchens.Source.InsertAsync([.. north.Select(id => TwoKitchens.Order(id, "North Brand"))]);
        await kitchens.ParkedAsync(300);
        await kitchens.Source.InsertAsync(TwoKitchens.Order("south", "South Brand"));
        await TwoKitchens.ArriveAsync(kitchens.South, 1);
        await kitchens.Service.KillAsync();

        await kitchens.StartServiceAsync();
        await kitchens.ParkedAsync(300);
        // The last of them is not on its way yet, so North never sees more of it than this.
        await kitchens.Source.SetAsync(north[^1], "Status", "CANCELLED");
        await Eventually.BecomesTrueAsync(() => kitchens.South.Cancelled.Contains(north[^1]), TimeSpan.FromSeconds(60));
        await kitchens.OpenNorthAsync();
        await kitchens.ParkedAsync(0);

        kitchens.North!.Received.Select(order => order.OrderId).ShouldBe(north[..^1], ignoreOrder: true);
        kitchens.North.Cancelled.ShouldBe([north[^1]]);
    }

    [Fact]
    public async Task A_field_of_the_document_or_the_stations_of_its_items_choose_the_kitchen()
    {
        await using var kitchens = await TwoKitchens.StartAsync(
            ("Routing:Rules:0:Kitchen", "North"), ("Routing:Rules:0:Field", "Restaurant.Code"), ("Routing:Rules:0:Values:0", "N1"),
            ("Routing:Rules:1:Kitchen", "North"), ("Routing:Rules:1:Stations:0", "Bar"));
        await kitchens.OpenNorthAsync();
        var byField = TwoKitchens.Order("by field", "Any Brand");
        byField["Restaurant"] = new BsonDocument("Code", "N1");
        var both = TwoKitchens.Order("both", "Any Brand");
        both["StationOrders"].AsBsonArray.Add(new BsonDocument
        {
            { "OwnStationName", "Bar" },
            { "OrderItems", new BsonArray { new BsonDocument { { "Name", "Cola" }, { "Quantity", 1 } } } },
        });
        await kitchens.Source.InsertAsync(byField, both);

        await TwoKitchens.ArriveAsync(kitchens.North!, 2);
        await TwoKitchens.ArriveAsync(kitchens.South, 1);

        kitchens.North!.Received.Select(order => order.OrderId).ShouldBe(["by field", "both"], ignoreOrder: true);
        ItemsOf(kitchens.North, "both").ShouldBe(["Cola"]);
        kitchens.South.Received.ShouldHaveSingleItem();
        ItemsOf(kitchens.South, "both").ShouldBe(["Burger"]);

        await kitchens.Source.SetAsync("both", "Status", "CANCELLED");
        await Eventually.BecomesTrueAsync(() => kitchens.South.Cancelled.Contains("both") && kitchens.North.Cancelled.Contains("both"));
    }

    private static IEnumerable<string> ItemsOf(KitchenStub kitchen, string order) =>
        kitchen.Received.Single(received => received.OrderId == order).OrderItems.Select(item => item.ItemName);
}
