using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orbital.Kitchen.Api.Tests.Rest;

namespace Orbital.Kitchen.Api.Tests.Security;

/// <summary>A browser that shows the kitchen's page: it keeps cookies, and its page adds the header.</summary>
internal sealed class Screen : IDisposable
{
    private readonly CookieContainer _cookies = new();

    public Screen(KitchenReplica at)
    {
        Http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies }) { BaseAddress = at.Http.BaseAddress };
        Http.DefaultRequestHeaders.Add("X-Orbital-Display", "1");
    }

    public HttpClient Http { get; }

    /// <summary>All that it was given to keep for itself.</summary>
    public IEnumerable<Cookie> Cookies => _cookies.GetAllCookies();

    /// <summary>A screen of another kitchen's replica with the same cookies.</summary>
    public Screen At(KitchenReplica replica)
    {
        var screen = new Screen(replica);
        foreach (var cookie in Cookies)
            screen._cookies.Add(replica.Http.BaseAddress!, new Cookie(cookie.Name, cookie.Value));
        return screen;
    }

    /// <summary>Asks to be let in, and gives its code.</summary>
    public async Task<string> AskAsync() => (await JsonAsync(await SendAsync(HttpMethod.Post, "pairings"))).Text("code");

    /// <summary>Asks to be let in, is approved, and comes in.</summary>
    public async Task<Screen> PairAsync(SecuredKitchen kitchen, string role = "cook", params string[] stations)
    {
        (await kitchen.SendAsync(HttpMethod.Post, $"pairings/{await AskAsync()}/approval", kitchen.Issuer.Token("manager"), new { name = "Grill 1", stations, role }))
            .Status.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(await SendAsync(HttpMethod.Get, "pairings/mine"))).GetProperty("isApproved").GetBoolean().ShouldBeTrue();
        return this;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, object? body = null, params (string Name, string? Value)[] headers)
    {
        using var response = await SendAsync(method, path, body, headers);
        return response.StatusCode;
    }

    public void Dispose() => Http.Dispose();

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        using (response)
            return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
