using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Tests.Kitchen;

public sealed class BatchingOptionsTests
{
    [Fact]
    public void What_a_policy_leaves_out_is_that_of_the_station_and_then_that_of_all()
    {
        var options = Bind(
            ("Batching:Capacity", "8"),
            ("Batching:Stations:Grill:Window", "00:01:00"),
            ("Batching:Stations:Grill:Items:Burger:Capacity", "4"),
            ("Batching:Stations:Fryer:Items:Fries:Window", "00:00:00"));

        PolicySeed.Flatten(options).ToDictionary().ShouldBe(
            new Dictionary<PolicyScope, BatchingPolicy>
            {
                [PolicyScope.Everything] = new(TimeSpan.FromMinutes(3), 8),
                [new PolicyScope("Grill", "")] = new(TimeSpan.FromMinutes(1), 8),
                [new PolicyScope("Grill", "Burger")] = new(TimeSpan.FromMinutes(1), 4),
                [new PolicyScope("Fryer", "")] = new(TimeSpan.FromMinutes(3), 8),
                [new PolicyScope("Fryer", "Fries")] = new(TimeSpan.Zero, 8),
            },
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("Batching:Window", "00:00:00.5")]
    [InlineData("Batching:Stations:Grill:Window", "00:00:01.5")]
    [InlineData("Batching:Stations:Grill:Items:Burger:Window", "2.00:00:00")]
    [InlineData("Batching:Stations:Grill:Capacity", "0")]
    [InlineData("Batching:Stations: :Capacity", "4")]
    [InlineData("Batching:Stations:Gr\u0007ill:Capacity", "4")]
    [InlineData("Batching:Stations:Grill:Items:Bur\u0000ger:Capacity", "4")]
    public void A_policy_out_of_its_range_is_refused(string key, string value) =>
        Should.Throw<OptionsValidationException>(() => Bind((key, value)));

    private static BatchingOptions Bind(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddOptions<BatchingOptions>().BindConfiguration("Batching").ValidateDataAnnotations();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<BatchingOptions>>().Value;
    }
}
