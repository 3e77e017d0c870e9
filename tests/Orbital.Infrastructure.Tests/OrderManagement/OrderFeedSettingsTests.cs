using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orbital.Infrastructure.OrderManagement;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>The values that cancel an order: a list, both ways.</summary>
public sealed class OrderFeedSettingsTests
{
    [Theory]
    [InlineData("OrderFeed:CancelledValues", "VOID, GONE")]
    [InlineData("OrderFeed:CancelledValues:0", "VOID", "OrderFeed:CancelledValues:1", "GONE")]
    public void Given_values_take_the_place_of_the_usual_ones(params string[] settings)
    {
        using var services = With(settings);

        services.GetRequiredService<IOptions<OrderFeedOptions>>().Value.CancelledValues.ShouldBe(["VOID", "GONE"]);
    }

    [Fact]
    public void A_list_that_is_none_is_named()
    {
        using var services = With("OrderFeed:CancelledValues", "VOID", "OrderFeed:CancelledValues:0", "GONE");

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<OrderFeedOptions>>().Value).Message.ShouldContain("OrderFeed:CancelledValues");
    }

    private static ServiceProvider With(params string[] settings) => new ServiceCollection().AddLogging()
        .AddOrderManagementInfrastructure(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Chunk(2).Select(pair => KeyValuePair.Create<string, string?>(pair[0], pair[1]))).Build())
        .BuildServiceProvider();
}
