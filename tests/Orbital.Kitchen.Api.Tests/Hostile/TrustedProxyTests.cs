using System.Net;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>Behind a proxy all callers have its address, unless it is believed when it says whose they are.</summary>
[Collection(SharedAddressCollection.Name)]
public sealed class TrustedProxyTests(SharedAddressKitchen shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trusted_proxy_tells_for_whom_it_asks_and_nobody_else_is_believed()
    {
        using var proxy = From(SharedAddressKitchen.Proxy);
        using var liar = From("127.0.0.88");
        await LockAsync(proxy, "192.0.2.1");
        (await StatusAsync(proxy, "board", "192.0.2.2")).ShouldBe(HttpStatusCode.Unauthorized, "another caller of the same proxy");
        (await StatusAsync(proxy, "board", $"192.0.2.1, 192.0.2.2, {SharedAddressKitchen.Proxy}")).ShouldBe(HttpStatusCode.Unauthorized, "the last that a proxy of ours did not write itself");

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await LockAsync(liar, "192.0.2.3", "192.0.2.4", "192.0.2.5");
                return await StatusAsync(proxy, "board", "127.0.0.88") == HttpStatusCode.TooManyRequests;
            },
            Patience,
            "what a liar says counts for itself");
        (await StatusAsync(proxy, "board", "192.0.2.3")).ShouldBe(HttpStatusCode.Unauthorized, "it was not they who failed");

        (await PairingCookieAsync(proxy)).ShouldStartWith("__Host-orbital-pairing=");
        (await PairingCookieAsync(liar)).ShouldStartWith("orbital-pairing=");
    }

    [Theory]
    [InlineData("127.0.0.1", null, null, HttpStatusCode.OK)]
    [InlineData(SharedAddressKitchen.Proxy, "X-Forwarded-For", "192.0.2.1", HttpStatusCode.Unauthorized)]
    [InlineData(SharedAddressKitchen.Proxy, "X-Forwarded-For", "127.0.0.1", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1", "X-Forwarded-For", "127.0.0.1", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1", "X-Forwarded-Host", "kitchen.example.com", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1", "X-Real-IP", "192.0.2.1", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1", "Via", "1.1 proxy", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1", "Forwarded", "for=192.0.2.1", HttpStatusCode.Unauthorized)]
    public async Task Numbers_are_open_on_this_machine_to_nobody_whom_a_proxy_brings(string peer, string? header, string? value, HttpStatusCode status)
    {
        using var http = From(peer);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (header is not null)
            request.Headers.Add(header, value);

        using var answer = await http.SendAsync(request, Ct);

        answer.StatusCode.ShouldBe(status);
    }

    /// <summary>Fails to sign in, for callers who take turns, until the peer is told to come back later.</summary>
    private static Task LockAsync(HttpClient peer, params string[] callers) => Eventually.BecomesTrueAsync(
        async () =>
        {
            var statuses = new List<HttpStatusCode>();
            for (var i = 0; i <= SharedAddressKitchen.FailedSignIns; i++)
                statuses.Add(await StatusAsync(peer, "board", callers[i % callers.Length]));
            return statuses[^1] == HttpStatusCode.TooManyRequests;
        },
        Patience);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient peer, string path, string caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}") { Headers = { { "X-Forwarded-For", caller }, { "Authorization", "Bearer made.up.token" } } };
        using var answer = await peer.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    private static async Task<string> PairingCookieAsync(HttpClient peer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/pairings") { Headers = { { "X-Forwarded-For", "192.0.2.9" }, { "X-Forwarded-Proto", "https" } } };
        using var answer = await peer.SendAsync(request, Ct);
        return answer.Headers.GetValues("Set-Cookie").Single();
    }

    private HttpClient From(string address) => new(CallerAt.Handler(IPAddress.Parse(address))) { BaseAddress = shared.Secured.Replica.Http.BaseAddress };
}
