using System.Net;

namespace Orbital.Kitchen.Api.Tests.Security;

/// <summary>What a page of another site can make a browser do that is signed in here.</summary>
[Collection(SecuredCollection.Name)]
public sealed class CrossSiteTests(SecuredKitchen kitchen)
{
    private static readonly object Work = new { stationName = "grill", itemName = "Burger", quantity = 1 };

    [Fact]
    public async Task What_changes_something_is_refused_from_another_site_and_without_the_header()
    {
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen);
        var own = kitchen.Replica.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var before = await kitchen.ContentAsync();

        foreach (var foreign in new (string, string?)[]
        {
            ("Origin", "https://evil.test"), ("Origin", "null"), ("Origin", own.Replace("127.0.0.1", "127.0.0.1.evil.test", StringComparison.Ordinal)),
            ("Origin", $"http://127.0.0.1:{kitchen.Replica.GrpcPort}"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
        })
        {
            var refused = await Screen.JsonAsync(await screen.SendAsync(HttpMethod.Post, "batch-items", Work, foreign));
            (refused.GetProperty("status").GetInt32(), refused.GetProperty("type").GetString()).ShouldBe((403, "urn:orbital:problem:cross-site"), $"{foreign}");
        }

        screen.Http.DefaultRequestHeaders.Remove("X-Orbital-Display");
        (await screen.StatusAsync(HttpMethod.Post, "batch-items", Work)).ShouldBe(HttpStatusCode.Forbidden);
        (await screen.StatusAsync(HttpMethod.Post, "batch-items", Work, ("Origin", own))).ShouldBe(HttpStatusCode.Forbidden);
        (await kitchen.ContentAsync()).ShouldBe(before);

        (await screen.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.OK);
        (await screen.StatusAsync(HttpMethod.Post, "batch-items", Work, ("Origin", own), ("X-Orbital-Display", "1"))).ShouldBe(HttpStatusCode.Created);
        (await screen.StatusAsync(HttpMethod.Post, "batch-items", Work, ("Sec-Fetch-Site", "same-origin"), ("X-Orbital-Display", "1"))).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Only_named_origins_may_read_answers_and_never_with_cookies()
    {
        foreach (var (origin, isNamed) in new[] { (SecuredKitchen.NamedOrigin, true), ("https://evil.test", false) })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/batch-items")
            {
                Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "x-orbital-display" } },
            };
            using var read = new HttpRequestMessage(HttpMethod.Get, "/api/v1/board")
            {
                Headers = { { "Origin", origin }, { "Authorization", $"Bearer {kitchen.Issuer.Token("cook")}" } },
            };
            foreach (var request in new[] { preflight, read })
            {
                using var answer = await kitchen.Replica.Http.SendAsync(request, TestContext.Current.CancellationToken);
                answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBe(isNamed, $"{request.Method} {origin}");
                answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
            }
        }
    }
}
