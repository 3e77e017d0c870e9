using Microsoft.AspNetCore.Builder;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Where a kitchen listens; its database is away.</summary>
public sealed class ListenTests
{
    [Theory]
    [InlineData("loopback", "http://127.0.0.1:")]
    [InlineData("127.0.0.2", "http://127.0.0.2:")]
    [InlineData("any", "http://[::]:", "--Security:Accept:Loopback=true")]
    public async Task It_listens_where_it_is_told(string listen, string address, params string[] more)
    {
        await using var kitchen = Build(listen, more);

        await kitchen.StartAsync(TestContext.Current.CancellationToken);

        kitchen.Urls.Count.ShouldBe(2);
        kitchen.Urls.ShouldAllBe(url => url.StartsWith(address, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("everywhere")]
    [InlineData("any")]
    [InlineData("192.0.2.1")]
    [InlineData("loopback", "--Kestrel:Endpoints:Other:Url=http://*:5000")]
    public void What_means_nothing_is_refused_by_name_and_so_is_a_network_in_development(string listen, params string[] more) =>
        Should.Throw<StartRefusedException>(() => Build(listen, more)).Message.ShouldContain("Kitchen:Listen must be loopback");

    private static WebApplication Build(string listen, params string[] more) => KitchenHost.Build(
    [
        "--environment=Development", $"--Kitchen:Listen={listen}", "--Kitchen:HttpPort=0", "--Kitchen:GrpcPort=0",
        "--ConnectionStrings:PostgreSQL=Host=127.0.0.1;Port=1;Username=nobody", "--Serilog:MinimumLevel:Default=Fatal", .. more,
    ]);
}
