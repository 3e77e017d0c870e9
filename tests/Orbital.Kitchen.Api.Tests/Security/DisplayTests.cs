using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Npgsql;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Security;

[Collection(SecuredCollection.Name)]
public sealed class DisplayTests(SecuredKitchen kitchen)
{
    private string Manager => kitchen.Issuer.Token("manager");

    [Fact]
    public async Task A_screen_shows_a_code_a_manager_approves_it_and_the_screen_comes_in()
    {
        using var screen = new Screen(kitchen.Replica);
        (await screen.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.Unauthorized);
        var code = await screen.AskAsync();
        code.ShouldMatch("^[A-Z0-9]{4}-[A-Z0-9]{4}$");
        (await screen.AskAsync()).ShouldBe(code, "a page that is opened again goes on with its code");
        (await Screen.JsonAsync(await screen.SendAsync(HttpMethod.Get, "pairings/mine"))).GetProperty("isApproved").GetBoolean().ShouldBeFalse();
        (await screen.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.Unauthorized);

        var approval = new { name = "Grill 1", stations = new[] { "grill" }, role = "cook" };
        (await kitchen.SendAsync(HttpMethod.Post, $"pairings/{code}/approval", kitchen.Issuer.Token("cook"), approval)).Status.ShouldBe(HttpStatusCode.Forbidden);
        var display = (await kitchen.SendAsync(HttpMethod.Post, $"pairings/{code.ToLowerInvariant()}/approval", Manager, approval)).Body;
        (await kitchen.SendAsync(HttpMethod.Post, $"pairings/{code}/approval", Manager, approval)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        using var stranger = new Screen(kitchen.Replica);
        (await stranger.StatusAsync(HttpMethod.Get, "pairings/mine")).ShouldBe(HttpStatusCode.NotFound);
        using var collected = await screen.SendAsync(HttpMethod.Get, "pairings/mine");
        collected.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ToLowerInvariant().ShouldMatch("^orbital-display=[0-9a-f]{64}; max-age=\\d+; path=/; samesite=strict; httponly$");
        (await screen.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.OK);
        (await screen.StatusAsync(HttpMethod.Get, "pairings/mine")).ShouldBe(HttpStatusCode.NotFound, "the code was good once");
        (await screen.StatusAsync(HttpMethod.Get, "displays")).ShouldBe(HttpStatusCode.Forbidden);

        var listed = (await kitchen.SendAsync(HttpMethod.Get, "displays", Manager)).Body.GetProperty("items").EnumerateArray().Single(item => item.Text("id") == display.Text("id"));
        (listed.Text("name"), listed.Text("role"), listed.Texts("stations")[0]).ShouldBe(("Grill 1", "cook", "grill"));
        listed.GetProperty("lastSeenAt").GetDateTimeOffset().ShouldBeGreaterThan(listed.GetProperty("pairedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task The_database_holds_hashes_of_secrets_alone()
    {
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen);

        await using var database = NpgsqlDataSource.Create(kitchen.ConnectionString);
        await using var command = database.CreateCommand("SELECT string_agg(text, ' ') FROM (SELECT displays::text AS text FROM displays UNION ALL SELECT pairings::text FROM pairings) AS rows");
        var stored = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;

        foreach (var cookie in screen.Cookies)
        {
            stored.ShouldNotContain(cookie.Value);
            stored.ShouldContain(Convert.ToHexStringLower(DisplaySecret.HashOf(cookie.Value)));
        }
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("Application/GRPC")]
    public async Task The_cookie_of_a_display_counts_for_nothing_on_gRPC(string contentType)
    {
        var item = await kitchen.BatchItemAsync(RestKitchen.NewName());
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen, "cook", RestKitchen.NewName());
        var before = await kitchen.ContentAsync();
        using var http = new HttpClient();
        var address = $"http://127.0.0.1:{kitchen.Replica.GrpcPort}/orbital.kitchen.v1.BatchItemService/StartBatchItem";
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Cookie", string.Join("; ", screen.Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}")));
        request.Headers.Add("X-Orbital-Display", "1");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Content = new ByteArrayContent([0, 0, 0, 0, 38, 10, 36, .. Encoding.ASCII.GetBytes(item)]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.Headers.Concat(answer.TrailingHeaders).ShouldContain(
            header => header.Key == "grpc-status" && header.Value.Single() == $"{(int)StatusCode.Unauthenticated}", $"{answer}");
        (await kitchen.ContentAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_display_works_at_its_own_stations_and_sees_all()
    {
        var (own, other) = (RestKitchen.NewName(), RestKitchen.NewName());
        var (ownItem, otherItem) = (await kitchen.BatchItemAsync(own), await kitchen.BatchItemAsync(other));
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen, "cook", own);
        var before = await kitchen.ContentAsync();

        foreach (var action in new[] { "start", "complete", "recall", "acknowledge-cancellation" })
        {
            var refused = await Screen.JsonAsync(await screen.SendAsync(HttpMethod.Post, $"batch-items/{otherItem}/{action}"));
            (refused.Number("status"), refused.Text("type"), refused.Text("detail")).ShouldBe(
                (403, "urn:orbital:problem:other-station", $"this screen works at {own}, not at {other}"));
        }

        (await screen.StatusAsync(HttpMethod.Patch, $"batch-items/{otherItem}", new { note = "mine" })).ShouldBe(HttpStatusCode.Forbidden);
        (await screen.StatusAsync(HttpMethod.Delete, $"batch-items/{otherItem}")).ShouldBe(HttpStatusCode.Forbidden);
        (await screen.StatusAsync(HttpMethod.Post, "batch-items", new { stationName = other, itemName = "Tea", quantity = 1 })).ShouldBe(HttpStatusCode.Forbidden);
        (await screen.StatusAsync(HttpMethod.Post, "orders/a/cancel")).ShouldBe(HttpStatusCode.Forbidden);
        (await kitchen.ContentAsync()).ShouldBe(before);

        (await screen.StatusAsync(HttpMethod.Get, $"batch-items/{otherItem}")).ShouldBe(HttpStatusCode.OK);
        (await screen.StatusAsync(HttpMethod.Post, $"batch-items/{ownItem}/start")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_display_gets_another_name_and_other_stations_at_once()
    {
        var station = RestKitchen.NewName();
        var item = await kitchen.BatchItemAsync(station);
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen, "manager", "elsewhere");
        (await screen.StatusAsync(HttpMethod.Post, $"batch-items/{item}/start")).ShouldBe(HttpStatusCode.Forbidden);
        var id = (await Screen.JsonAsync(await screen.SendAsync(HttpMethod.Get, "displays"))).GetProperty("items").EnumerateArray().Last().Text("id");

        var changed = await Screen.JsonAsync(await screen.SendAsync(HttpMethod.Patch, $"displays/{id}", new { name = "Pass", stations = new[] { station } }));
        (await screen.StatusAsync(HttpMethod.Post, $"batch-items/{item}/start")).ShouldBe(HttpStatusCode.OK);

        (changed.Text("name"), changed.Text("role"), changed.Texts("stations")[0]).ShouldBe(("Pass", "manager", station));
        (await screen.StatusAsync(HttpMethod.Patch, $"displays/{id}", new { name = " " })).ShouldBe(HttpStatusCode.BadRequest);
        (await screen.StatusAsync(HttpMethod.Patch, $"displays/{Guid.NewGuid()}", new { name = "Bar" })).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_forged_cookie_opens_nothing_and_a_cookie_is_no_way_into_gRPC()
    {
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen);
        var real = screen.Cookies.Single(cookie => cookie.Name == "orbital-display").Value;
        var before = await kitchen.ContentAsync();

        using var forger = new Screen(kitchen.Replica);
        foreach (var forged in new[] { new string('0', 64), real[..63], real + "0", Convert.ToHexStringLower(DisplaySecret.HashOf(real)), "" })
            (await forger.StatusAsync(HttpMethod.Get, "board", null, ("Cookie", $"orbital-display={forged}"))).ShouldBe(HttpStatusCode.Unauthorized, forged);
        (await forger.StatusAsync(HttpMethod.Get, "board", null, ("Cookie", $"__Host-orbital-display={real}"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await forger.StatusAsync(HttpMethod.Get, "board", null, ("Cookie", $"orbital-display={real}"))).ShouldBe(HttpStatusCode.OK, "the cookie alone is what counts");
        var call = await Should.ThrowAsync<RpcException>(() => kitchen.Replica.Orders.SendOrder(
            SampleOrders.Burgers("by-cookie"), new CallOptions(new Metadata { { "cookie", $"orbital-display={real}" } })));
        call.StatusCode.ShouldBe(StatusCode.Unauthenticated);

        (await kitchen.ContentAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task While_the_database_is_away_a_display_must_wait_and_not_be_paired_again()
    {
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen);
        await using var database = NpgsqlDataSource.Create(kitchen.ConnectionString);
        await using var away = database.CreateCommand("ALTER TABLE displays RENAME TO displays_away");
        await using var back = database.CreateCommand("ALTER TABLE displays_away RENAME TO displays");

        await away.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        try
        {
            await Eventually.BecomesTrueAsync(
                async () => (await screen.StatusAsync(HttpMethod.Get, "board")) == HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30));
            foreach (var probe in new[] { "/ping", "/health/live" })
                (await screen.Http.GetAsync(probe)).StatusCode.ShouldBe(HttpStatusCode.OK, $"{probe} asks nobody who shows a cookie");
        }
        finally
        {
            await back.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await screen.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Codes_and_displays_expire_and_only_so_many_wait_at_a_time()
    {
        await using var hasty = await KitchenReplica.StartAsync(
            kitchen.ConnectionString,
            [.. kitchen.Issuer.Settings, ("Displays:CodeLifetime", "00:00:01"), ("Displays:Lifetime", "00:00:02"), ("Displays:MaxOpenPairings", "1")]);
        await using var database = NpgsqlDataSource.Create(kitchen.ConnectionString);
        await using var none = database.CreateCommand("DELETE FROM pairings");
        await none.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        using var screen = new Screen(hasty);
        using var second = new Screen(hasty);
        var code = await screen.AskAsync();
        await using var over = database.CreateCommand("SELECT expires_at < now() FROM pairings");
        await Eventually.BecomesTrueAsync(async () => (bool)(await over.ExecuteScalarAsync())!, TimeSpan.FromSeconds(30));
        (await screen.StatusAsync(HttpMethod.Get, "pairings/mine")).ShouldBe(HttpStatusCode.NotFound);
        (await kitchen.SendAsync(HttpMethod.Post, $"pairings/{code}/approval", Manager, new { name = "late" })).Status.ShouldBe(HttpStatusCode.NotFound);

        (await screen.AskAsync()).ShouldNotBe(code);
        await using var longer = database.CreateCommand("UPDATE pairings SET expires_at = now() + interval '1 hour'");
        await longer.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        (await second.StatusAsync(HttpMethod.Post, "pairings")).ShouldBe(HttpStatusCode.ServiceUnavailable);

        await none.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var old = database.CreateCommand("UPDATE displays SET expires_at = now()");
        using var paired = await new Screen(kitchen.Replica).PairAsync(kitchen);
        (await paired.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.OK);
        await old.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await Eventually.BecomesTrueAsync(
            async () => (await paired.StatusAsync(HttpMethod.Get, "board")) == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(30));
    }
}
