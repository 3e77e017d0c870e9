using Microsoft.Extensions.Options;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Where a kitchen listens; its database is away.</summary>
public sealed class ListenTests
{
    [Theory]
    [InlineData("loopback", "http://127.0.0.1:")]
    [InlineData("127.0.0.2", "http://127.0.0.2:")]
    [InlineData("any", "http://[::]:")]
    public async Task It_listens_where_it_is_told(string listen, string address)
    {
        await using var kitchen = Build(listen);

        await kitchen.StartAsync(TestContext.Current.CancellationToken);

        kitchen.Urls.Count.ShouldBe(2);
        kitchen.Urls.ShouldAllBe(url => url.StartsWith(address, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_word_is_refused_by_name() =>
        Should.Throw<OptionsValidationException>(() => Build("everywhere")).Message.ShouldContain("Kitchen:Listen");

    private static Microsoft.AspNetCore.Builder.WebApplication Build(string listen) => KitchenHost.Build(
    [
        "--environment=Development", $"--Kitchen:Listen={listen}", "--Kitchen:HttpPort=0", "--Kitchen:GrpcPort=0",
        "--ConnectionStrings:PostgreSQL=Host=127.0.0.1;Port=1;Username=nobody", "--Serilog:MinimumLevel:Default=Fatal",
    ]);
}
