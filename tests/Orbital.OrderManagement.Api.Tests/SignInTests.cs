using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Who may see and decide what at Order Management, where callers must sign in.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private readonly TokenIssuer _issuer = new();
    private MongoEmulatorServer _mongo = null!;
    private KitchenStub _kitchen = null!;
    private OrderManagementService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _mongo = await MongoEmulatorServer.StartAsync();
        _kitchen = await KitchenStub.StartAsync();
        _service = await OrderManagementService.StartAsync(_mongo.ConnectionString, _kitchen.Address, _issuer.Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _kitchen.DisposeAsync();
        await _mongo.DisposeAsync();
        _issuer.Dispose();
    }

    [Fact]
    public async Task A_dead_letter_is_seen_replayed_and_dropped_by_a_manager_alone()
    {
        using var source = new SourceOrders(_mongo.ConnectionString);
        await source.InsertAsync(SourceOrders.Order("a", quantity: 0));
        await Eventually.BecomesTrueAsync(async () => await LettersAsync() == 1, TimeSpan.FromSeconds(60));
        var letters = await SendAsync(HttpMethod.Get, "dead-letters", _issuer.Token("manager"));
        var path = $"dead-letters/{JsonElement.Parse(letters.Text).GetProperty("items")[0].GetProperty("id").GetString()}";

        var asked = new[] { (HttpMethod.Get, "dead-letters"), (HttpMethod.Get, path), (HttpMethod.Post, $"{path}/replay"), (HttpMethod.Delete, path) };
        foreach (var (method, what) in asked)
        {
            foreach (var (problem, token) in _issuer.Bad("manager"))
                (await SendAsync(method, what, token)).Status.ShouldBe(HttpStatusCode.Unauthorized, $"{problem}: {method} {what}");
            (await SendAsync(method, what, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
            var refused = await SendAsync(method, what, _issuer.Token("service", "cook"));
            refused.Status.ShouldBe(HttpStatusCode.Forbidden);
            refused.Text.ShouldContain("This needs the role manager.");
        }

        (await SendAsync(HttpMethod.Delete, path, _issuer.Token("manager"), ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await LettersAsync()).ShouldBe(1);
        _kitchen.Received.ShouldBeEmpty();

        (await SendAsync(HttpMethod.Delete, path, _issuer.Token("manager"))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await LettersAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_service_may_see_the_feed_and_who_watches_over_it_needs_no_token()
    {
        (await SendAsync(HttpMethod.Get, "feed", _issuer.Token("service"))).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, "feed", _issuer.Token("cook"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(HttpMethod.Get, "feed", null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(HttpMethod.Get, "nothing", _issuer.Token("manager"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var open in new[] { "/ping", "/health/live", "/health/ready", "/metrics" })
            (await _service.Http.GetAsync(open)).StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized, open);
    }

    private async Task<int> LettersAsync() =>
        JsonElement.Parse((await SendAsync(HttpMethod.Get, "dead-letters", _issuer.Token("manager"))).Text).GetProperty("items").GetArrayLength();

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, string? token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
