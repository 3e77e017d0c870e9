using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>What becomes of the sections Kitchens and Routing when the service starts.</summary>
public sealed class RoutingSettingsTests
{
    [Fact]
    public void Without_settings_there_is_one_kitchen()
    {
        using var services = Services();

        services.GetServices<IKitchenGateway>().ShouldHaveSingleItem().Name.ShouldBe("Default");
    }

    [Fact]
    public void The_default_kitchen_stands_beside_those_that_are_named()
    {
        using var services = Services("Kitchens:North:Address", "http://north:50051");

        services.GetServices<IKitchenGateway>().Select(kitchen => kitchen.Name).ShouldBe(["Default", "North"]);
    }

    [Fact]
    public void Another_kitchen_can_take_the_place_of_the_default_one()
    {
        using var services = Services("Kitchens:North:Address", "http://north:50051", "Routing:DefaultKitchen", "north");

        services.GetRequiredService<IStartupValidator>().Validate();
        services.GetServices<IKitchenGateway>().ShouldHaveSingleItem().Name.ShouldBe("North");
        TicketsOf(services, "Any").ShouldBe(["north"]);
    }

    [Fact]
    public void Rules_are_read_in_their_order_with_the_fields_that_they_need()
    {
        using var services = Services(
            "Kitchens:North:Address", "http://north:50051", "Kitchens:South:Address", "http://south:50051",
            "Routing:Rules:0:Kitchen", "South", "Routing:Rules:0:Field", "Restaurant.Code", "Routing:Rules:0:Values:0", "S1",
            "Routing:Rules:1:Kitchen", "North", "Routing:Rules:1:Brands:0", "North Brand");

        services.GetRequiredService<IStartupValidator>().Validate();
        TicketsOf(services, "North Brand").ShouldBe(["North"]);
        TicketsOf(services, "Other").ShouldBe(["Default"]);
        services.GetRequiredService<OrderFeedOptions>().SourceFields.RoutedBy.ShouldBe(["Restaurant.Code"]);
    }

    [Theory]
    [InlineData("Routing:Rules:0:Kitchen must be a kitchen of section Kitchens, was 'Nort'", "Routing:Rules:0:Kitchen", "Nort", "Routing:Rules:0:Brands:0", "x")]
    [InlineData("Routing:Rules:0 must ask for", "Routing:Rules:0:Kitchen", "North")]
    [InlineData("Routing:Rules:0:Values must be given", "Routing:Rules:0:Kitchen", "North", "Routing:Rules:0:Field", "Code")]
    [InlineData("Routing:Rules:0:Field must be given", "Routing:Rules:0:Kitchen", "North", "Routing:Rules:0:Values:0", "N")]
    [InlineData("Routing:Rules:0:Field must be a path", "Routing:Rules:0:Kitchen", "North", "Routing:Rules:0:Field", "a..b", "Routing:Rules:0:Values:0", "N")]
    [InlineData("Routing:Rules:0:Brands must not hold", "Routing:Rules:0:Kitchen", "North", "Routing:Rules:0:Brands:0", " ")]
    [InlineData("Routing:Rules:0:Stations must be entries", "Routing:Rules:0:Kitchen", "North", "Routing:Rules:0:Brands:0", "x", "Routing:Rules:0:Stations", "Drinks")]
    [InlineData("Routing:DefaultKitchen must be a kitchen", "Routing:DefaultKitchen", "Nowhere")]
    [InlineData("Kitchens:West:Address must be given", "Kitchens:West:SendTimeout", "00:00:05")]
    [InlineData("Kitchens:West:Address must be given, and be that of no other", "Kitchens:West:Address", "http://NORTH:50051/")]
    [InlineData("Kitchens:North:Address must be an absolute", "Kitchens:North:Address", "there")]
    [InlineData("OrderFeed:ParkAfter must be positive", "OrderFeed:ParkAfter", "00:00:00")]
    public void A_wrong_setting_ends_the_start_with_its_name(string problem, params string[] settings)
    {
        using var services = Services(["Kitchens:North:Address", "http://north:50051", .. settings]);

        Should.Throw<Exception>(() => services.GetRequiredService<IStartupValidator>().Validate()).ToString().ShouldContain(problem);
    }

    private static IEnumerable<string> TicketsOf(ServiceProvider services, string brand) => services.GetRequiredService<OrderRouting>()
        .Route(new Order("a", "", brand, [new OrderItem("Burger", "Grill", 1)]), SourceDocument.NoFields).Select(ticket => ticket.Kitchen);

    private static ServiceProvider Services(params string[] settings)
    {
        var pairs = settings.Chunk(2).GroupBy(pair => pair[0]).ToDictionary(pair => pair.Key, pair => (string?)pair.Last()[1]);
        return new ServiceCollection()
            .AddLogging()
            .AddOrderManagementInfrastructure(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build())
            .BuildServiceProvider();
    }
}
