using Orbital.Domain.OrderManagement;

namespace Orbital.Domain.Tests.OrderManagement;

public sealed class OrderExtractionTests
{
    private static readonly SourceDocument Example = new()
    {
        Id = "67adcfdc15da8840bc9673bd",
        OtterOrderId = "019c52aa-1232-307c-b56d-1a3af34b458c",
        BrandName = "Desayuna",
        StationOrders = [Station("Burger Plancha Station", new SourceOrderItem { Name = "Burger", Quantity = 2 })],
    };

    [Fact]
    public void The_example_becomes_exactly_its_order()
    {
        var order = Accepted(Example);

        order.Id.ShouldBe("67adcfdc15da8840bc9673bd");
        order.OtterOrderId.ShouldBe("019c52aa-1232-307c-b56d-1a3af34b458c");
        order.BrandName.ShouldBe("Desayuna");
        order.Items.ShouldBe([new OrderItem("Burger", "Burger Plancha Station", 2)]);
    }

    [Fact]
    public void Items_keep_the_order_of_the_document_over_several_stations()
    {
        var order = Accepted(Example with
        {
            StationOrders =
            [
                Station("Grill", Item("Burger", 2), Item("Steak", 1)),
                Station("Bar"),
                Station("Fryer", Item("Fries", 3), Item("Burger", 1)),
            ],
        });

        order.Items.ShouldBe(
            [new("Burger", "Grill", 2), new("Steak", "Grill", 1), new("Fries", "Fryer", 3), new("Burger", "Fryer", 1)]);
    }

    [Fact]
    public void A_missing_brand_or_Otter_id_is_empty()
    {
        var order = Accepted(Example with { BrandName = null, OtterOrderId = null });

        order.BrandName.ShouldBe("");
        order.OtterOrderId.ShouldBe("");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_document_without_an_id_is_refused(string? id) =>
        Refused(Example with { Id = id }).ShouldBe("_id must not be empty");

    [Fact]
    public void A_document_without_any_item_is_refused()
    {
        const string Reason = "StationOrders must hold at least one item";

        Refused(Example with { StationOrders = null }).ShouldBe(Reason);
        Refused(Example with { StationOrders = [] }).ShouldBe(Reason);
        Refused(Example with { StationOrders = [Station("Grill")] }).ShouldBe(Reason);
        Refused(Example with { StationOrders = [new SourceStationOrder { OwnStationName = "Grill" }] }).ShouldBe(Reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t")]
    public void An_unnamed_station_is_refused(string? name) =>
        Refused(Example with { StationOrders = [Station("Grill", Item("Burger", 1)), Station(name, Item("Fries", 1))] })
            .ShouldBe("StationOrders[1].OwnStationName must not be empty");

    [Fact]
    public void A_null_station_is_an_unnamed_one() =>
        Refused(Example with { StationOrders = [null] }).ShouldBe("StationOrders[0].OwnStationName must not be empty");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void An_unnamed_item_is_refused(string? name) =>
        Refused(Example with { StationOrders = [Station("Grill", Item("Burger", 1), Item(name, 1))] })
            .ShouldBe("StationOrders[0].OrderItems[1].Name must not be empty");

    [Fact]
    public void A_null_item_is_an_unnamed_one() =>
        Refused(Example with { StationOrders = [Station("Grill", (SourceOrderItem?)null)] })
            .ShouldBe("StationOrders[0].OrderItems[0].Name must not be empty");

    public static TheoryData<decimal?, string> BadQuantities => new()
    {
        { null, "must be at least 1, was missing" },
        { 0, "must be at least 1, was 0" },
        { -3, "must be at least 1, was -3" },
        { 0.5m, "must be at least 1, was 0.5" },
        { 1.5m, "must be a whole number, was 1.5" },
        { 2147483648m, "must be at most 2147483647, was 2147483648" },
        { long.MinValue, "must be at least 1, was -9223372036854775808" },
    };

    [Theory]
    [MemberData(nameof(BadQuantities))]
    public void A_quantity_that_nobody_can_cook_is_refused(decimal? quantity, string problem) =>
        Refused(Example with { StationOrders = [Station("Bar", Item("Tea", 1)), Station("Grill", Item("Burger", quantity))] })
            .ShouldBe("StationOrders[1].OrderItems[0].Quantity " + problem);

    [Theory]
    [InlineData(1)]
    [InlineData(2147483647)]
    public void The_ends_of_the_range_are_accepted(int quantity) =>
        Accepted(Example with { StationOrders = [Station("Grill", Item("Burger", quantity))] }).Items[0].Quantity.ShouldBe(quantity);

    [Fact]
    public void A_whole_number_written_with_decimals_is_accepted() =>
        Accepted(Example with { StationOrders = [Station("Grill", Item("Burger", 2.00m))] }).Items[0].Quantity.ShouldBe(2);

    [Fact]
    public void An_order_that_fits_no_message_is_refused_also_when_one_long_station_makes_it_so()
    {
        var brand = Example with { BrandName = new string('x', OrderExtraction.MostText) };
        var station = Example with { StationOrders = [Station(new string('s', 2_500), [.. Enumerable.Repeat(Item("Tea", 1), 100)])] };

        foreach (var document in new[] { brand, station })
            Refused(document).ShouldStartWith($"document must make an order of at most {OrderExtraction.MostText} characters, made 25");
    }

    [Fact]
    public void The_longest_order_that_a_kitchen_takes_is_accepted() => Accepted(Example with
    {
        BrandName = new string('b', 200),
        StationOrders = [Station(new string('s', 200), [.. Enumerable.Repeat(Item(new string('i', 200), 1_000), 200)])],
    }).Items.Count.ShouldBe(200);

    private static Order Accepted(SourceDocument document)
    {
        OrderExtraction.TryExtract(document, out var order, out var rejection).ShouldBeTrue(rejection?.ToString());
        rejection.ShouldBeNull();
        return order.ShouldNotBeNull();
    }

    private static string Refused(SourceDocument document)
    {
        OrderExtraction.TryExtract(document, out var order, out var rejection).ShouldBeFalse();
        order.ShouldBeNull();
        return rejection.ShouldNotBeNull().ToString();
    }

    private static SourceStationOrder Station(string? name, params SourceOrderItem?[] items) =>
        new() { OwnStationName = name, OrderItems = items };

    private static SourceOrderItem Item(string? name, decimal? quantity) => new() { Name = name, Quantity = quantity };
}
