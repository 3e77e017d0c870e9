using System.Net;
using Grpc.Net.Client;
using Orbital.Contracts.Orders.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Kitchen.Api.Tests.Security;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>A whole kitchen, and whoever else is in its network, may have one address.</summary>
[Collection(SharedAddressCollection.Name)]
public sealed class SharedAddressTests(SharedAddressKitchen shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SecuredKitchen _secured = shared.Secured;
    private readonly TokenIssuer _issuer = shared.Secured.Issuer;
    private readonly KitchenReplica _kitchen = shared.Secured.Replica;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_was_let_in_before_goes_on_while_somebody_at_the_address_fails_to_sign_in_without_end()
    {
        using var screen = await new Screen(_kitchen).PairAsync(_secured);
        var (cook, manager) = (_issuer.TokenOf("cook at the address", "cook"), _issuer.TokenOf("manager at the address", "manager"));
        var cookie = screen.Cookies.Single(cookie => cookie.Name == "orbital-display");
        var display = (await _secured.SendAsync(HttpMethod.Get, "displays", manager)).Body.GetProperty("items")[0].Text("id");
        var service = SecuredKitchen.Bearer(_issuer.TokenOf("order management", "service"));
        async Task<List<HttpStatusCode>> KnownAsync() =>
        [
            await screen.StatusAsync(HttpMethod.Get, "board"),
            (await _secured.SendAsync(HttpMethod.Get, "board", cook)).Status,
            (await _kitchen.Orders.SendOrder(SampleOrders.Burgers($"{Guid.NewGuid()}"), service)).Success ? HttpStatusCode.OK : default,
        ];
        (await KnownAsync()).ShouldAllBe(status => status == HttpStatusCode.OK);

        // A minute may end meanwhile: then failures count anew, and it is tried again.
        List<HttpStatusCode> known = [];
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await FailAsync();
                if (!await IsLockedAsync())
                    return false;
                known.AddRange(await KnownAsync());
                return await IsLockedAsync();
            },
            Patience);

        known.ShouldAllBe(status => status == HttpStatusCode.OK);
        foreach (var probe in new[] { "/ping", "/health/live", "/health/ready", "/" })
            (await screen.Http.GetAsync(probe, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, probe);

        (await _secured.SendAsync(HttpMethod.Delete, $"displays/{display}", manager)).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await FailAsync();
                // Who goes on showing it: a browser has been told to forget it.
                return await screen.StatusAsync(HttpMethod.Get, "board", null, ("Cookie", $"{cookie.Name}={cookie.Value}")) == HttpStatusCode.TooManyRequests;
            },
            Patience,
            "who was shut out is a stranger again");
    }

    [Fact]
    public async Task Connections_that_are_held_at_one_port_leave_the_other_port_its_own()
    {
        IPAddress[] attackers = [IPAddress.Parse("127.0.0.66"), IPAddress.Parse("127.0.0.67")];
        List<RawConnection> held = [];
        using var late = new HttpClient { BaseAddress = _kitchen.Http.BaseAddress };
        try
        {
            foreach (var attacker in attackers)
            {
                for (var i = 0; i < SharedAddressKitchen.ConnectionsPerAddress; i++)
                    held.Add(await RawConnection.OpenAsync(_kitchen.HttpPort, attacker));
            }

            await Eventually.BecomesTrueAsync(async () => !await AnswersAsync(late), Patience, "there are no more connections at the HTTP port");
            foreach (var from in attackers.Append(IPAddress.Parse("127.0.0.68")))
                (await OrderFromAsync(from)).ShouldBe("accepted", $"{from}");
        }
        finally
        {
            held.ForEach(connection => connection.Dispose());
        }

        await Eventually.BecomesTrueAsync(() => AnswersAsync(late), Patience, "there are connections again");
    }

    private async Task FailAsync()
    {
        for (var i = 0; i < SharedAddressKitchen.FailedSignIns; i++)
            await _secured.SendAsync(HttpMethod.Get, "board", $"made.up.{i}");
    }

    private async Task<bool> IsLockedAsync() =>
        (await _secured.SendAsync(HttpMethod.Get, "board", _issuer.TokenOf($"{Guid.NewGuid()}", "cook"))).Status == HttpStatusCode.TooManyRequests;

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/ping", Ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> OrderFromAsync(IPAddress address)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_kitchen.GrpcPort}", new GrpcChannelOptions { HttpHandler = CallerAt.Handler(address), DisposeHttpClient = true });
        var answer = await channel.CreateGrpcService<IOrderService>()
            .SendOrder(SampleOrders.Burgers($"{Guid.NewGuid()}"), SecuredKitchen.Bearer(_issuer.TokenOf("order management", "service")));
        return answer.Message;
    }
}
