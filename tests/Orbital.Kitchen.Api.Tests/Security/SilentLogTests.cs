using System.Net;
using Grpc.Core;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Security;

/// <summary>A log is read by many, and kept for long.</summary>
[Collection(SecuredCollection.Name)]
public sealed class SilentLogTests(SecuredKitchen kitchen)
{
    [Fact]
    public async Task No_line_of_the_log_holds_a_token_or_a_secret_and_each_refusal_has_one()
    {
        await using var logging = await KitchenReplica.StartProcessAsync(
            kitchen.ConnectionString,
            [
                .. kitchen.Issuer.Settings, ("Serilog:MinimumLevel:Default", "Debug"), ("Serilog:MinimumLevel:Override:Microsoft", "Debug"),
                ("Serilog:MinimumLevel:Override:Grpc", "Debug"),
            ]);
        await logging.UntilReadyAsync();
        List<string> secrets = [kitchen.Issuer.Token("cook"), .. kitchen.Issuer.Bad("cook", "service").Values.Where(token => token.Length > 9)];
        foreach (var token in secrets.ToArray())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders/a/cancel") { Headers = { { "Authorization", $"Bearer {token}" } } };
            (await logging.Http.SendAsync(request)).IsSuccessStatusCode.ShouldBeFalse();
            await Should.ThrowAsync<RpcException>(() => logging.Orders.SendOrder(SampleOrders.Burgers("x"), SecuredKitchen.Bearer(token)));
        }

        using var screen = await new Screen(logging).PairAsync(kitchen, "manager");
        (await screen.StatusAsync(HttpMethod.Post, "orders/never-seen/cancel")).ShouldBe(HttpStatusCode.OK);
        // What routes take is an action, however it is spelt and however it ends.
        var unknown = $"/API/v1/batch-items/{Guid.NewGuid()}/start";
        (await screen.Http.PostAsync(unknown, content: null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var waiting = new Screen(logging);
        var code = await waiting.AskAsync();
        using var cook = await new Screen(logging).PairAsync(kitchen);
        (await cook.StatusAsync(HttpMethod.Post, $"pairings/{code}/approval", new { name = "Mine" })).ShouldBe(HttpStatusCode.Forbidden);
        (await screen.StatusAsync(HttpMethod.Post, $"pairings/{code}/approval", new { name = "Bar" })).ShouldBe(HttpStatusCode.OK);
        secrets.AddRange(screen.Cookies.Select(cookie => cookie.Value));
        using var forger = new Screen(logging);
        secrets.Add(new string('7', 64));
        (await forger.StatusAsync(HttpMethod.Get, "board", null, ("Cookie", $"orbital-display={secrets[^1]}"))).ShouldBe(HttpStatusCode.Unauthorized);

        await Eventually.BecomesTrueAsync(() => logging.Process.Output.Any(line => line.Contains("device_unknown", StringComparison.Ordinal)), TimeSpan.FromSeconds(30));
        var log = string.Join('\n', logging.Process.Output);
        foreach (var secret in secrets)
        {
            log.ShouldNotContain(secret);
            // Not its signed part either.
            log.ShouldNotContain(secret.Split('.')[^1] is { Length: > 20 } signature ? signature : secret);
        }

        // The framework tells all paths at this level, which is not the usual one.
        var own = logging.Process.Output.Where(line => line.Contains("\"SourceContext\":\"Orbital.", StringComparison.Ordinal)).ToList();
        own.Count(line => line.Contains("\"Path\":\"/api/v1/pairings/{code}/approval\"", StringComparison.Ordinal)).ShouldBe(2, "who was refused, and who was not");
        own.Where(line => line.Contains($"\"Path\":\"{unknown}\"", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("\"Status\":404");
        own.ShouldNotContain(line => line.Contains(code, StringComparison.Ordinal));

        foreach (var reason in new[] { "token_expired", "token_not_yet_valid", "token_invalid", "role" })
            log.ShouldContain($"\"Reason\":\"{reason}\"");
        log.ShouldContain("\"Caller\":\"Grill 1\",\"Display\":");
        var metrics = await logging.Http.GetStringAsync("/metrics");
        metrics.ShouldContain("orbital_security_refusals_total{reason=\"token_expired\"}");
    }
}
