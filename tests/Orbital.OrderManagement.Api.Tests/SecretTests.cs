using Grpc.Core;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Nothing tells a secret, whatever fails. Everything is logged; each secret holds a mark.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Mark = "m4rk3d";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _token = Path.GetTempFileName();

    public void Dispose() => File.Delete(_token);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_password_of_a_source_that_is_away_or_refuses_it_is_told_nowhere(bool isThere)
    {
        await using var mongo = await MongoEmulatorServer.StartAsync();
        var port = isThere ? new Uri(mongo.ConnectionString).Port : FreePort.Next();
        await using var service = await OrderManagementService.StartAsync($"mongodb://user:{Mark}@127.0.0.1:{port}/?replicaSet=rs0", "http://127.0.0.1:1", All());

        await Eventually.BecomesTrueAsync(
            async () => (await service.GetAsync("/api/v1/feed")).GetProperty("backOff").ValueKind != System.Text.Json.JsonValueKind.Null, Deadline);

        await TellsNothingAsync(service);
    }

    [Fact]
    public async Task A_token_that_the_kitchen_refuses_is_told_nowhere_and_its_order_waits()
    {
        await File.WriteAllTextAsync(_token, Mark, TestContext.Current.CancellationToken);
        await using var mongo = await MongoEmulatorServer.StartAsync();
        await using var kitchen = await KitchenStub.StartAsync();
        kitchen.AnswersWith(StatusCode.Unauthenticated, "who are you?");
        await using var service = await OrderManagementService.StartAsync(mongo.ConnectionString, kitchen.Address, All(("Kitchens:Default:TokenFile", _token)));
        using var source = new SourceOrders(mongo.ConnectionString);
        await source.InsertAsync(SourceOrders.Order("a"));

        await Eventually.BecomesTrueAsync(() => service.Log.Any(line => line.Contains("ALARM", StringComparison.Ordinal)), Deadline);

        kitchen.Tokens.ShouldContain($"Bearer {Mark}");
        await TellsNothingAsync(service);
        (await source.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ConnectionStrings:MongoDB", $"mongodb://user:{Mark}@host:port/")]
    [InlineData("ConnectionStrings:MongoDB", $"user:{Mark}@host")]
    [InlineData("Kitchens:Default:TokenFile", "")]
    public async Task What_cannot_be_read_is_named_and_not_quoted(string setting, string value)
    {
        await File.WriteAllTextAsync(_token, $"{Mark} and more", TestContext.Current.CancellationToken);
        await using var service = OrderManagementProcess.Start("mongodb://127.0.0.1:1", "http://127.0.0.1:1", All((setting, value.Length > 0 ? value : _token)));

        (await service.Exited).ShouldBe(1);

        service.Log.ShouldContain(line => line.Contains(setting, StringComparison.Ordinal));
        service.Log.ShouldAllBe(line => !line.Contains(Mark, StringComparison.Ordinal));
    }

    private static (string Name, string Value)[] All(params (string Name, string Value)[] settings) =>
        [.. settings, ("Serilog:MinimumLevel:Default", "Verbose"), ("Serilog:MinimumLevel:Override:Grpc", "Verbose")];

    private static async Task TellsNothingAsync(OrderManagementService service)
    {
        var told = new List<string>(service.Log);
        foreach (var path in new[] { "/health/ready", "/api/v1/feed", "/metrics" })
        {
            using var answer = await service.Http.GetAsync(new Uri(path, UriKind.Relative));
            told.Add(await answer.Content.ReadAsStringAsync());
        }

        told.ShouldAllBe(text => !text.Contains(Mark, StringComparison.Ordinal));
    }
}
