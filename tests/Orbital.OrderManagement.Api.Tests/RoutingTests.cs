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
    public async Task A_kitchen_that_is_away_holds_back_only_its_own_orders_and_gets_each_once_even_after_a_kill()
    {
        await using var kitchens = await TwoKitchens.StartAsync(ByBrand);
        string[] north = [.. Enumerable.Range(0, 2_000).Select(n => $"north {n}")], south = [.. Enumerable.Range(0, 2_000).Select(n => $"south {n}")];
        await kitchens.Source.InsertAsync(
            [.. north.Zip(south, (n, s) => new[] { TwoKitchens.Order(n, "North Brand"), TwoKitchens.Order(s, "South Brand") }).SelectMany(both => both)]);

        await TwoKitchens.ArriveAsync(kitchens.South, south);
        await kitchens.ParkedAsync(2_000);
        OrdersOf(kitchens.South).ShouldBe(south, ignoreOrder: true);
        await kitchens.UntilAsync("North", feed => !feed.GetProperty("takesOrders").GetBoolean(), "North is known to be away");
        await ReadyButDegradedAsync(kitchens.Service);

        await kitchens.Service.KillAsync();
        await kitchens.StartServiceAsync();
        await kitchens.ParkedAsync(2_000);
        // The last of them is far from being on its way, so North hears nothing else of it.
        await kitchens.Source.SetAsync(north[^1], "Status", "CANCELLED");
        await Eventually.BecomesTrueAsync(() => kitchens.South.Cancelled.Contains(north[^1]), TimeSpan.FromSeconds(120));
        await kitchens.OpenNorthAsync();
        await TwoKitchens.ArriveAsync(kitchens.North!, north[..^1]);
        await Eventually.BecomesTrueAsync(() => kitchens.North!.Cancelled.Contains(north[^1]), TimeSpan.FromSeconds(120));
        await kitchens.ParkedAsync(0);

        OrdersOf(kitchens.North!).ShouldBe(north[..^1], ignoreOrder: true);
        kitchens.North!.Cancelled.Distinct().ShouldBe([north[^1]]);
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

        await TwoKitchens.ArriveAsync(kitchens.North!, "by field", "both");
        await TwoKitchens.ArriveAsync(kitchens.South, "both");

        OrdersOf(kitchens.North!).ShouldBe(["by field", "both"], ignoreOrder: true);
        ItemsOf(kitchens.North!, "both").ShouldBe(["Cola"]);
        OrdersOf(kitchens.South).ShouldBe(["both"]);
        ItemsOf(kitchens.South, "both").ShouldBe(["Burger"]);

        await kitchens.Source.SetAsync("both", "Status", "CANCELLED");
        await Eventually.BecomesTrueAsync(() => kitchens.South.Cancelled.Contains("both") && kitchens.North!.Cancelled.Contains("both"));
    }

    /// <summary>At work, so no load balancer must take it out.</summary>
    private static async Task ReadyButDegradedAsync(OrderManagementProcess service)
    {
        (await service.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var checks = (await service.GetAsync("/health/ready")).GetProperty("checks");
        checks.GetProperty("kitchen").GetProperty("status").GetString().ShouldBe("Healthy");
        checks.GetProperty("kitchen:North").GetProperty("status").GetString().ShouldBe("Degraded");
    }

    /// <summary>A kitchen knows an order by its id: one that comes twice, from the first scan and from the stream, has one effect.</summary>
    private static IEnumerable<string> OrdersOf(KitchenStub kitchen) => kitchen.Received.Select(order => order.OrderId).Distinct();

    private static IEnumerable<string> ItemsOf(KitchenStub kitchen, string order) =>
        kitchen.Received.First(received => received.OrderId == order).OrderItems.Select(item => item.ItemName);
}
