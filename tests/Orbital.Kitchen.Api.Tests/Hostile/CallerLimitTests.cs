using System.Net;
using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Kitchen.Api.Tests.Security;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>No caller takes what all need; who asks too much is told when to come back.</summary>
public sealed class CallerLimitTests(CallerLimitTests.Kitchen limited) : IClassFixture<CallerLimitTests.Kitchen>
{
    private const int Burst = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TokenIssuer _issuer = limited.Issuer;
    private readonly KitchenReplica _kitchen = limited.Replica;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_that_asks_too_much_is_refused_alone_and_nothing_is_written_for_it()
    {
        using var greedy = As("greedy", "cook");
        using var other = As("other", "cook");

        var statuses = new List<HttpStatusCode>();
        TimeSpan? comeBack = null;
        for (var i = 0; comeBack is null && i < 1_000; i++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => PrepareAsync(greedy)));
            statuses.AddRange(answers.Select(answer => answer.Status));
            comeBack = answers.FirstOrDefault(answer => answer.Status == HttpStatusCode.TooManyRequests).ComeBack;
        }

        comeBack.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        statuses.Distinct().ShouldBe([HttpStatusCode.Created, HttpStatusCode.TooManyRequests], ignoreOrder: true);
        statuses.Count(status => status == HttpStatusCode.Created).ShouldBeGreaterThanOrEqualTo(Burst);
        (await StoredKitchen.ReadAsync<long>(limited.ConnectionString, "SELECT sum(prepared) FROM batch_items")).ShouldBe(statuses.Count(status => status == HttpStatusCode.Created));

        (await StatusAsync(other, "board")).ShouldBe(HttpStatusCode.OK);
        (await Task.WhenAll(Enumerable.Range(0, 10 * Burst).Select(_ => _kitchen.Http.GetAsync("/ping", Ct)))).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(greedy, "board") == HttpStatusCode.OK, Patience);
    }

    [Fact]
    public async Task A_call_too_many_is_told_when_to_come_back_and_orders_are_never_too_many()
    {
        var items = _kitchen.Channel.CreateGrpcService<IBatchItemService>();
        var call = SecuredKitchen.Bearer(_issuer.TokenOf("greedy program", "cook"));
        RpcException? refusal = null;
        for (var i = 0; refusal is null && i < 1_000; i++)
        {
            try
            {
                await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => items.ListBatchItems(new(), call)));
            }
            catch (RpcException e)
            {
                refusal = e;
            }
        }

        refusal.ShouldNotBeNull().StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        int.Parse(refusal.Trailers.GetValue("grpc-retry-pushback-ms")!).ShouldBeInRange(1_000, 5_000);

        var service = SecuredKitchen.Bearer(_issuer.TokenOf("order management", "service"));
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 10 * Burst).Select(i => _kitchen.Orders.SendOrder(SampleOrders.Burgers($"many-{i}"), service))))
            answer.Message.ShouldBe("accepted");
    }

    [Fact]
    public async Task Codes_can_neither_be_asked_for_nor_tried_without_end()
    {
        using var nobody = new HttpClient { BaseAddress = _kitchen.Http.BaseAddress };
        var asked = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
            asked.Add((await SendAsync(nobody, HttpMethod.Post, "pairings", null)).Status);
        asked.Take(3).ShouldAllBe(status => status == HttpStatusCode.OK);
        asked.ShouldContain(HttpStatusCode.TooManyRequests);

        // Another role beside it makes no difference.
        using var guessing = As("guessing", "manager", "service");
        using var other = As("other", "manager");
        var guessed = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
            guessed.Add((await SendAsync(guessing, HttpMethod.Post, $"pairings/ABCD-EFG{i + 2}/approval", """{"name":"Mine"}""")).Status);
        guessed.Take(3).ShouldAllBe(status => status == HttpStatusCode.NotFound);
        guessed.ShouldContain(HttpStatusCode.TooManyRequests);
        (await SendAsync(other, HttpMethod.Post, "pairings/ABCD-EFGH/approval", """{"name":"Mine"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_stream_too_many_is_told_when_to_come_back_and_one_that_ends_makes_room()
    {
        using var display = As("display", "cook");
        using var other = As("other display", "cook");
        var events = _kitchen.Channel.CreateGrpcService<IEventService>();
        var first = await EventReader.OpenAsync(display);
        first.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var second = events.Subscribe(new(), SecuredKitchen.Bearer(_issuer.TokenOf("display", "cook"))).GetAsyncEnumerator(Ct);
        (await second.MoveNextAsync()).ShouldBeTrue();

        await using var third = await EventReader.OpenAsync(display);
        third.Response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        third.Response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        await RefusedAsync(events, "display");

        await using var fourth = await EventReader.OpenAsync(other);
        fourth.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        // Now there are as many as there may be in all.
        await RefusedAsync(events, "somebody else");

        await first.DisposeAsync();
        await Eventually.BecomesTrueAsync(async () =>
        {
            await using var again = await EventReader.OpenAsync(display);
            return again.Response.StatusCode == HttpStatusCode.OK;
        }, Patience);
    }

    [Fact]
    public async Task Without_sign_in_one_address_may_be_everybody()
    {
        await using var open = await KitchenReplica.StartAsync(limited.ConnectionString);

        (await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => open.Http.GetAsync("/api/v1/display", Ct)))).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
    }

    private HttpClient As(string subject, params string[] roles) =>
        new() { BaseAddress = _kitchen.Http.BaseAddress, DefaultRequestHeaders = { { "Authorization", $"Bearer {_issuer.TokenOf(subject, roles)}" } } };

    private async Task RefusedAsync(IEventService events, string subject)
    {
        await using var refused = events.Subscribe(new(), SecuredKitchen.Bearer(_issuer.TokenOf(subject, "cook"))).GetAsyncEnumerator(Ct);
        var refusal = await Should.ThrowAsync<RpcException>(async () => await refused.MoveNextAsync());
        refusal.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        refusal.Trailers.GetValue("grpc-retry-pushback-ms").ShouldBe("10000");
        refusal.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>()!.RetryDelay.Seconds.ShouldBe(10);
    }

    private static Task<(HttpStatusCode Status, TimeSpan? ComeBack)> PrepareAsync(HttpClient http) =>
        SendAsync(http, HttpMethod.Post, "batch-items", """{"stationName":"Grill","itemName":"Burger","quantity":1}""");

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path) => (await SendAsync(http, HttpMethod.Get, path, null)).Status;

    private static async Task<(HttpStatusCode Status, TimeSpan? ComeBack)> SendAsync(HttpClient http, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(request, Ct);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            (await answer.Content.ReadAsStringAsync(Ct)).ShouldContain("urn:orbital:problem:too-many");
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>A kitchen with small limits; each test has callers of its own.</summary>
    public sealed class Kitchen(PostgresServer postgres) : IAsyncLifetime
    {
        internal TokenIssuer Issuer { get; } = new();

        internal string ConnectionString { get; private set; } = "";

        internal KitchenReplica Replica { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            ConnectionString = await postgres.CreateKitchenAsync();
            Replica = await KitchenReplica.StartAsync(
                ConnectionString,
                [
                    .. Issuer.Settings, ("Limits:RequestsPerSecond", "5"), ("Limits:PairingsPerMinute", "3"), ("Limits:ApprovalsPerMinute", "3"),
                    ("Limits:StreamsPerCaller", "2"), ("Limits:Streams", "3"),
                ]);
        }

        public async ValueTask DisposeAsync()
        {
            await Replica.DisposeAsync();
            Issuer.Dispose();
        }
    }
}
