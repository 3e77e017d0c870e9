using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Tests.Hosting;

/// <summary>What the documentation shows in place of names and passwords of one's own.</summary>
public sealed class PlaceholderTests
{
    [Theory]
    [InlineData("https://kitchen.example:8001")]
    [InlineData("https://office.example.com")]
    [InlineData("kitchen.example.com;localhost")]
    [InlineData("localhost;KITCHEN.EXAMPLE.ORG.")]
    [InlineData("https://example.net/realms/orbital")]
    [InlineData("https://login.invalid")]
    [InlineData("Host=db.example.com;Username=u;Password=p")]
    [InlineData("Host=…;Database=orbital;Username=…;Password=…")]
    [InlineData("Host=db;Username=u;Password=<password>")]
    [InlineData("mongodb://orbital:change-me@db/?tls=true")]
    [InlineData("ChangeMe")]
    public void Placeholders_are_known(string text) => Placeholders.IsIn(text).ShouldBeTrue();

    [Theory]
    [InlineData("https://kitchen.orbital.test:8001")]
    [InlineData("examples.com;counterexample.com")]
    [InlineData("example.com.my-restaurant.de")]
    [InlineData("mongodb+srv://orbital:Xr9-exchange_me8@db.my-restaurant.de")]
    [InlineData("/etc/orbital/tls.pem")]
    [InlineData("Host=db;Username=u;Password=a<9$;p>x")]
    [InlineData("order-management")]
    public void Names_of_ones_own_are_not(string text) => Placeholders.IsIn(text).ShouldBeFalse();
}
