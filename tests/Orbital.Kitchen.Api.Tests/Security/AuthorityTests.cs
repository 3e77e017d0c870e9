using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Security;

/// <summary>A kitchen that asks an OpenID Connect provider whom to believe.</summary>
[Collection(SecuredCollection.Name)]
public sealed class AuthorityTests(SecuredKitchen kitchen)
{
    [Fact]
    public async Task The_keys_of_the_authority_count_and_no_others()
    {
        using var issuer = new TokenIssuer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var provider = builder.Build();
        provider.MapGet("/.well-known/openid-configuration", (HttpRequest request) =>
            Results.Json(new { issuer = TokenIssuer.Name, jwks_uri = $"http://{request.Host}/keys" }));
        provider.MapGet("/keys", () => Results.Text(issuer.JsonWebKeySet, "application/json"));
        await provider.StartAsync(TestContext.Current.CancellationToken);
        await using var believing = await KitchenReplica.StartAsync(
            kitchen.ConnectionString, ("Authentication:Authority", provider.Urls.Single()), ("Authentication:Audience", TokenIssuer.Audience));

        (await ReadBoardAsync(believing, issuer.Token("cook"))).ShouldBe(HttpStatusCode.OK);
        (await ReadBoardAsync(believing, kitchen.Issuer.Token("cook"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await ReadBoardAsync(believing, issuer.TokenBySecret("cook"))).ShouldBe(HttpStatusCode.Unauthorized, "what everybody can read is no secret");
        foreach (var (problem, token) in issuer.Bad("cook"))
            (await ReadBoardAsync(believing, token)).ShouldBe(HttpStatusCode.Unauthorized, problem);
    }

    private static async Task<HttpStatusCode> ReadBoardAsync(KitchenReplica replica, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/board") { Headers = { { "Authorization", $"Bearer {token}" } } };
        using var response = await replica.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
