using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Tests.Hosting;

public sealed class TrustedProxiesTests
{
    [Fact]
    public void Nobody_is_believed_unless_named_whatever_the_frameworks_own_switch_says()
    {
        using var services = With();

        services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value.ForwardedHeaders.ShouldBe(ForwardedHeaders.None);
    }

    [Fact]
    public void Those_that_are_named_are_believed_and_nobody_else()
    {
        using var services = With(("Proxies:0", "10.0.0.5"), ("Proxies:1", "10.1.0.0/24"), ("Proxies:2", "fd00::/8"), ("Proxies:3", "::ffff:10.2.0.1"));

        var headers = services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value;
        headers.ForwardedHeaders.ShouldBe(ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        headers.KnownProxies.ShouldBeEmpty();
        headers.KnownIPNetworks.Select(network => $"{network}").ShouldBe(["10.0.0.5/32", "10.1.0.0/24", "fd00::/8", "10.2.0.1/32"]);
        var proxies = services.GetRequiredService<IOptions<ProxySettings>>().Value;
        foreach (var trusted in new[] { "10.0.0.5", "::ffff:10.0.0.5", "10.1.0.255", "fd00::1" })
            proxies.Contains(IPAddress.Parse(trusted)).ShouldBeTrue(trusted);
        foreach (var other in new[] { "10.0.0.6", "10.1.1.0", "127.0.0.1", "::1" })
            proxies.Contains(IPAddress.Parse(other)).ShouldBeFalse(other);
    }

    [Theory]
    [InlineData("10.0.0.5, 10.1.0.0/24", "10.0.0.5/32", "10.1.0.0/24")]
    [InlineData("none")]
    public void They_may_stand_in_one_text(string text, params string[] networks)
    {
        using var services = With(("Proxies", text));

        services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value.KnownIPNetworks.Select(network => $"{network}").ShouldBe(networks);
    }

    [Theory]
    [InlineData("Proxies:0", "0.0.0.0/0")]
    [InlineData("Proxies:0", "::/0")]
    [InlineData("Proxies:0", "proxy.example.com")]
    [InlineData("Proxies:0", "")]
    [InlineData("Proxies", "10.0.0.5,all")]
    public void A_mistake_ends_the_start(string name, string value)
    {
        using var services = With((name, value));

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldStartWith("Proxies must be addresses");
    }

    // As the framework begins with ASPNETCORE_FORWARDEDHEADERS_ENABLED.
    private static ServiceProvider With(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build());
        services.Configure<ForwardedHeadersOptions>(headers =>
        {
            headers.ForwardedHeaders = ForwardedHeaders.All;
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
        });
        services.AddTrustedProxies();
        return services.BuildServiceProvider();
    }
}
