using System.Net;
using Grpc.Net.Client;
using Orbital.Contracts.Orders.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Kitchen.Api.Tests.Security;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>A whole kitchen, and whoever is in its network, may have one address; and behind a proxy all of them have the proxy's.</summary>
public sealed class SharedAddressTests(SharedAddressTests.Kitchen shared) : IClassFixture<SharedAddressTests.Kitchen>
{
    private const int FailedSignIns = 5;
    private const int ConnectionsPerAddress = 30;
    private const int Connections = 50;
    private const string Proxy = "127.0.0.77";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SecuredKitchen _secured = shared.Secured;
    private readonly TokenIssuer _issuer = shared.Secured.Issuer;
    private readonly KitchenReplica _kitchen = shared.Secured.Replica;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_was_let_in_before_goes_on_while_somebody_at_the_address_fails_to_sign_in_without_end()
    {
        using var screen = await new Screen(_kitchen).PairAsync(_secured);
        var cook = _issuer.TokenOf("cook at the address", "cook");
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
                for (var i = 0; i < FailedSignIns; i++)
                    await _secured.SendAsync(HttpMethod.Get, "board", $"made.up.{i}");
                if (!await IsLockedAsync())
                    return false;
                known.AddRange(await KnownAsync());
                return await IsLockedAsync();
            },
            Patience);

        known.ShouldAllBe(status => status == HttpStatusCode.OK);
        foreach (var probe in new[] { "/ping", "/health/live", "/health/ready", "/" })
            (await screen.Http.GetAsync(probe, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, probe);
        (await screen.StatusAsync(HttpMethod.Post, "pairings")).ShouldBe(HttpStatusCode.OK, "asking for a code shows nothing that must be checked");
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
                for (var i = 0; i < ConnectionsPerAddress; i++)
                    held.Add(await RawConnection.OpenAsync(_kitchen.HttpPort, attacker));
            }

            await Eventually.BecomesTrueAsync(async () => !await AnswersAsync(late), Patience, "there are no more connections at the HTTP port");
            foreach (var from in attackers.Append(IPAddress.Loopback))
                (await OrderFromAsync(from)).ShouldBe("accepted", $"{from}");
        }
        finally
        {
            held.ForEach(connection => connection.Dispose());
        }

        await Eventually.BecomesTrueAsync(() => AnswersAsync(late), Patience, "there are connections again");
    }

    [Fact]
    public async Task A_trusted_proxy_tells_for_whom_it_asks_and_nobody_else_is_believed()
    {
        using var proxy = From(Proxy);
        using var liar = From("127.0.0.88");
        await LockAsync(proxy, "192.0.2.1");
        (await StatusAsync(proxy, "board", "192.0.2.2")).ShouldBe(HttpStatusCode.Unauthorized, "another caller of the same proxy");
        (await StatusAsync(proxy, "board", $"192.0.2.1, 192.0.2.2, {Proxy}")).ShouldBe(HttpStatusCode.Unauthorized, "the last that a proxy of ours did not write itself");

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
    [InlineData(Proxy, "X-Forwarded-For", "192.0.2.1", HttpStatusCode.Unauthorized)]
    [InlineData(Proxy, "X-Forwarded-For", "127.0.0.1", HttpStatusCode.Unauthorized)]
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
            for (var i = 0; i <= FailedSignIns; i++)
                statuses.Add(await StatusAsync(peer, "board", callers[i % callers.Length]));
            return statuses[^1] == HttpStatusCode.TooManyRequests;
        },
        Patience);

    private async Task<bool> IsLockedAsync() =>
        (await _secured.SendAsync(HttpMethod.Get, "board", _issuer.TokenOf($"{Guid.NewGuid()}", "cook"))).Status == HttpStatusCode.TooManyRequests;

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

    private HttpClient From(string address) => new(CallerAt.Handler(IPAddress.Parse(address))) { BaseAddress = _kitchen.Http.BaseAddress };

    /// <summary>A kitchen with small limits that believes one proxy.</summary>
    public sealed class Kitchen(PostgresServer postgres) : IAsyncLifetime
    {
        internal SecuredKitchen Secured { get; } = new(postgres)
        {
            More =
            [
                ("Limits:FailedSignInsPerMinute", $"{FailedSignIns}"), ("Limits:ConnectionsPerAddress", $"{ConnectionsPerAddress}"),
                ("Limits:Connections", $"{Connections}"), ("Proxies:0", Proxy),
            ],
        };

        public ValueTask InitializeAsync() => Secured.InitializeAsync();

        public ValueTask DisposeAsync() => Secured.DisposeAsync();
    }
}
