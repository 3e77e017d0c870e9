using System.Text.Json;
using Orbital.Infrastructure.Hosting;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What a service writes to its console.</summary>
public sealed class LogFormatTests
{
    [Fact]
    public async Task In_production_each_line_is_one_JSON_object()
    {
        var line = await FirstLineAsync("Production", "Now listening on");
        var json = JsonElement.Parse(line);
        json.GetProperty("@m").GetString().ShouldNotBeNull().ShouldStartWith("Now listening on");
        json.GetProperty("address").GetString().ShouldNotBeNull().ShouldStartWith("http://127.0.0.1:");
        json.TryGetProperty("@t", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_first_line_says_which_version_it_is()
    {
        var line = JsonElement.Parse(await FirstLineAsync("Production", ""));
        line.GetProperty("@m").GetString().ShouldNotBeNull().ShouldEndWith(" is starting");
        line.GetProperty("Service").GetString().ShouldBe("Orbital.Kitchen.Api");
        line.GetProperty("Version").GetString().ShouldBe(OrbitalVersion.Current);
    }

    [Fact]
    public async Task In_development_people_can_read_it() =>
        (await FirstLineAsync("Development", "Now listening on")).ShouldMatch(@"^\d\d:\d\d:\d\d\.\d{3} INF Microsoft\.Hosting\.Lifetime \| Now listening on: http://");

    [Fact]
    public async Task In_development_it_says_where_it_is_and_what_is_open() =>
        (await FirstLineAsync("Development", "For development only")).ShouldMatch(@"http://127\.0\.0\.1:\d+, .*http://127\.0\.0\.1:\d+.* with .*no sign-in, no TLS");

    private static async Task<string> FirstLineAsync(string environment, string text)
    {
        await using var kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>(OpenProduction.Settings())
        {
            ["DOTNET_ENVIRONMENT"] = environment,
            ["ConnectionStrings:PostgreSQL"] = $"Host=127.0.0.1;Port={FreePort.Next()};Database=nobody;Username=nobody",
            ["Kitchen:HttpPort"] = "0",
            ["Kitchen:GrpcPort"] = "0",
        });
        return await Eventually.BecomesAsync(
            () => Task.FromResult(kitchen.Output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal))), TimeSpan.FromSeconds(60));
    }
}
