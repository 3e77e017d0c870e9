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
        await using var kitchen = Start("Production");

        var json = JsonElement.Parse(await FirstLineAsync(kitchen, "Now listening on"));

        json.GetProperty("@m").GetString().ShouldNotBeNull().ShouldStartWith("Now listening on");
        json.GetProperty("address").GetString().ShouldNotBeNull().ShouldStartWith("http://127.0.0.1:");
        json.TryGetProperty("@t", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_first_line_says_which_version_it_is()
    {
        await using var kitchen = Start("Production");

        var line = JsonElement.Parse(await FirstLineAsync(kitchen, ""));

        line.GetProperty("@m").GetString().ShouldNotBeNull().ShouldEndWith(" is starting");
        line.GetProperty("Service").GetString().ShouldBe("Orbital.Kitchen.Api");
        line.GetProperty("Version").GetString().ShouldBe(OrbitalVersion.Current);
    }

    [Fact]
    public async Task In_development_people_can_read_it_and_it_says_where_it_is_and_what_is_open()
    {
        await using var kitchen = Start("Development");

        (await FirstLineAsync(kitchen, "Now listening on")).ShouldMatch(@"^\d\d:\d\d:\d\d\.\d{3} INF Microsoft\.Hosting\.Lifetime \| Now listening on: http://");
        (await FirstLineAsync(kitchen, "For development only")).ShouldMatch(@"http://127\.0\.0\.1:\d+, .*http://127\.0\.0\.1:\d+.* with .*no sign-in, no TLS");
    }

    private static ServiceProcess Start(string environment) => ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>(OpenProduction.Settings())
    {
        ["DOTNET_ENVIRONMENT"] = environment,
        ["ConnectionStrings:PostgreSQL"] = $"Host=127.0.0.1;Port={FreePort.Next()};Database=nobody;Username=nobody",
        ["Kitchen:HttpPort"] = "0",
        ["Kitchen:GrpcPort"] = "0",
    });

    private static Task<string> FirstLineAsync(ServiceProcess kitchen, string text) => Eventually.BecomesAsync(
        () => Task.FromResult(kitchen.Output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal))), TimeSpan.FromSeconds(60));
}
