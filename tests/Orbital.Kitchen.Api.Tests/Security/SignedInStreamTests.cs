using System.Net;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Kitchen.Api.Access;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Security;

/// <summary>A right that ends takes the streams with it that it opened.</summary>
[Collection(SecuredCollection.Name)]
public sealed class SignedInStreamTests(SecuredKitchen kitchen)
{
    /// <summary>Five seconds are promised; what is more is for a machine that has other things to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_display_that_is_shut_out_loses_its_stream_also_at_another_replica()
    {
        await using var other = await KitchenReplica.StartAsync(kitchen.ConnectionString, kitchen.Issuer.Settings);
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen);
        using var staying = await new Screen(kitchen.Replica).PairAsync(kitchen);
        using var elsewhere = screen.At(other);
        await using var here = await EventReader.OpenAsync(screen.Http);
        await using var there = await EventReader.OpenAsync(elsewhere.Http);
        await using var stays = await EventReader.OpenAsync(staying.Http);
        var ids = (await kitchen.SendAsync(HttpMethod.Get, "displays", kitchen.Issuer.Token("manager"))).Body.GetProperty("items").EnumerateArray().Select(item => item.Text("id"));

        var id = ids.TakeLast(2).First();
        (await kitchen.SendAsync(HttpMethod.Delete, $"displays/{id}", kitchen.Issuer.Token("manager"))).Status.ShouldBe(HttpStatusCode.OK);

        (await screen.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.Unauthorized, "at once where it was done");
        screen.Cookies.ShouldNotContain(cookie => cookie.Name == "orbital-display", "it would count as one who guesses for as long as it shows it");
        (await here.NextAsync(Patience)).ShouldBeNull();
        (await there.NextAsync(Patience)).ShouldBeNull();
        (await elsewhere.StatusAsync(HttpMethod.Get, "events")).ShouldBe(HttpStatusCode.Unauthorized);
        (await kitchen.SendAsync(HttpMethod.Delete, $"displays/{id}", kitchen.Issuer.Token("manager"))).Status.ShouldBe(HttpStatusCode.NotFound);

        await kitchen.BatchItemAsync(RestKitchen.NewName());
        (await stays.NextAsync(Patience)).ShouldNotBeNull().Event.ShouldBe("order.received");
    }

    [Fact]
    public async Task A_display_that_expires_loses_its_stream_also_while_nobody_can_be_asked()
    {
        using var screen = await new Screen(kitchen.Replica).PairAsync(kitchen);
        (await screen.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.OK);
        await using var database = NpgsqlDataSource.Create(kitchen.ConnectionString);
        await using var ends = database.CreateCommand("UPDATE displays SET expires_at = now() + interval '5 seconds'");
        await using var away = database.CreateCommand("ALTER TABLE displays RENAME TO displays_away");
        await using var back = database.CreateCommand("ALTER TABLE displays_away RENAME TO displays");
        // On a busy machine it may be over before the stream is open: then it begins again.
        await using var stream = await Eventually.BecomesAsync(
            async () =>
            {
                await ends.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                kitchen.Replica.Services.GetRequiredService<KnownDisplays>().Forget();
                var opened = await EventReader.OpenAsync(screen.Http);
                return opened.Response.StatusCode == HttpStatusCode.OK ? opened : null;
            },
            Patience);
        await away.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        try
        {
            while (await stream.NextAsync(Patience) is not null)
            {
                // What other tests do.
            }

            (await screen.StatusAsync(HttpMethod.Get, "board")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await back.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_token_that_ends_ends_its_streams()
    {
        // Its end is checked with 30 s of tolerance: a call that was long under way may begin late on a busy machine.
        var token = kitchen.Issuer.TokenFor(TimeSpan.FromSeconds(2), "cook");
        using var http = new HttpClient { BaseAddress = kitchen.Replica.Http.BaseAddress, DefaultRequestHeaders = { { "Authorization", $"Bearer {token}" } } };
        await using var sse = await EventReader.OpenAsync(http);
        sse.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var subscription = kitchen.Replica.Channel.CreateGrpcService<IEventService>()
            .Subscribe(new SubscribeRequest(), SecuredKitchen.Bearer(token)).GetAsyncEnumerator();

        var ended = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (await subscription.MoveNextAsync().AsTask().WaitAsync(Patience))
            {
                // Heartbeats, and what other tests do.
            }
        });
        ended.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        while (await sse.NextAsync(Patience) is not null)
        {
            // What other tests do.
        }
    }
}
