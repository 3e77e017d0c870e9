using Orbital.Domain.OrderManagement;

namespace Orbital.Domain.Tests.OrderManagement;

public sealed class OrderRoutingTests
{
    private static readonly Dictionary<string, string> NoFields = [];

    [Fact]
    public void Without_rules_the_default_kitchen_gets_every_order_as_it_is()
    {
        var order = Order("Desayuna", "Grill", "Bar");

        Route([], order).ShouldHaveSingleItem().ShouldBe(new Ticket("Default", order));
    }

    [Fact]
    public void The_first_rule_that_fits_names_the_kitchen()
    {
        RoutingRule[] rules =
        [
            new("North") { Brands = ["Desayuna", "Pasta Co"] },
            new("South") { Brands = ["Desayuna"] },
        ];

        KitchensOf(rules, Order("Desayuna", "Grill")).ShouldBe(["North"]);
        KitchensOf(rules, Order("Burger Bros", "Grill")).ShouldBe(["Default"]);
    }

    [Fact]
    public void Names_count_in_any_case_of_letters() =>
        KitchensOf([new("North") { Brands = ["desayuna"] }], Order("DESAYUNA", "Grill")).ShouldBe(["North"]);

    [Fact]
    public void A_field_of_the_document_can_name_the_kitchen()
    {
        RoutingRule[] rules = [new("North") { Field = "Restaurant.Code", Values = ["N1", "N2"] }];
        var order = Order("Desayuna", "Grill");

        Route(rules, order, ("Restaurant.Code", "n2")).ShouldHaveSingleItem().Kitchen.ShouldBe("North");
        Route(rules, order, ("Restaurant.Code", "S1")).ShouldHaveSingleItem().Kitchen.ShouldBe("Default");
        Route(rules, order, ("Other", "N1")).ShouldHaveSingleItem().Kitchen.ShouldBe("Default");
    }

    [Fact]
    public void An_order_whose_stations_belong_to_two_kitchens_becomes_a_ticket_for_each()
    {
        var order = Order("Desayuna", "Grill", "Bar", "Fryer");

        var tickets = Route([new("Drinks") { Stations = ["Bar"] }], order);

        tickets.Select(ticket => ticket.Kitchen).ShouldBe(["Default", "Drinks"]);
        tickets.ShouldAllBe(ticket => ticket.Order.Id == order.Id && ticket.Order.BrandName == order.BrandName);
        tickets[0].Order.Items.Select(item => item.StationName).ShouldBe(["Grill", "Fryer"]);
        tickets[1].Order.Items.Select(item => item.StationName).ShouldBe(["Bar"]);
    }

    [Fact]
    public void All_that_a_rule_asks_for_must_hold()
    {
        RoutingRule[] rules = [new("North") { Brands = ["Desayuna"], Stations = ["Grill"], Field = "Channel", Values = ["web"] }];

        Route(rules, Order("Desayuna", "Grill"), ("Channel", "web")).ShouldHaveSingleItem().Kitchen.ShouldBe("North");
        Route(rules, Order("Other", "Grill"), ("Channel", "web")).ShouldHaveSingleItem().Kitchen.ShouldBe("Default");
        Route(rules, Order("Desayuna", "Bar"), ("Channel", "web")).ShouldHaveSingleItem().Kitchen.ShouldBe("Default");
        Route(rules, Order("Desayuna", "Grill"), ("Channel", "app")).ShouldHaveSingleItem().Kitchen.ShouldBe("Default");
    }

    [Fact]
    public void With_any_rules_every_item_is_on_exactly_one_ticket()
    {
        var random = new Random(20261123);
        string[] stations = ["Grill", "Bar", "Fryer", "Oven"];
        string[] kitchens = ["North", "South", "East"];
        for (var round = 0; round < 300; round++)
        {
            var rules = Enumerable.Range(0, random.Next(5)).Select(_ => new RoutingRule(kitchens[random.Next(3)])
            {
                Stations = [.. stations.Where(_ => random.Next(3) == 0)],
                Brands = random.Next(2) == 0 ? [] : ["Desayuna"],
            }).ToArray();
            var order = Order(random.Next(2) == 0 ? "Desayuna" : "Other", [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => stations[random.Next(4)])]);

            var tickets = Route(rules, order);

            tickets.Select(ticket => ticket.Kitchen).ShouldBeUnique();
            tickets.SelectMany(ticket => ticket.Order.Items).ShouldBe(order.Items, ignoreOrder: true);
            tickets.ShouldAllBe(ticket => ticket.Order.Items.Count > 0);
        }
    }

    private static IEnumerable<string> KitchensOf(RoutingRule[] rules, Order order) => Route(rules, order).Select(ticket => ticket.Kitchen);

    private static IReadOnlyList<Ticket> Route(RoutingRule[] rules, Order order, params (string Path, string Value)[] fields) =>
        new OrderRouting(rules, "Default").Route(order, fields.Length == 0 ? NoFields : fields.ToDictionary(field => field.Path, field => field.Value));

    private static Order Order(string brand, params string[] stations) =>
        new("a", "", brand, [.. stations.Select((station, n) => new OrderItem($"item {n}", station, n + 1))]);
}
