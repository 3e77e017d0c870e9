using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Security;

[Collection(SecuredCollection.Name)]
public sealed class SignInTests(SecuredKitchen kitchen)
{
    private static readonly string[] AllRoles = ["service", "cook", "manager"];

    [Fact]
    public async Task A_token_with_anything_wrong_in_it_opens_nothing()
    {
        var item = await kitchen.BatchItemAsync(RestKitchen.NewName());
        var before = await kitchen.ContentAsync();

        foreach (var (problem, token) in kitchen.Issuer.Bad(AllRoles))
        {
            foreach (var answer in new[]
            {
                await kitchen.SendAsync(HttpMethod.Get, "board", token),
                await kitchen.SendAsync(HttpMethod.Post, $"batch-items/{item}/start", token),
                await kitchen.SendAsync(HttpMethod.Put, "stations/grill/batching-policy", token, new { windowSeconds = 1, capacity = 1 }),
            })
            {
                answer.Status.ShouldBe(HttpStatusCode.Unauthorized, problem);
                answer.ShouldBeProblem(HttpStatusCode.Unauthorized, "sign-in-needed");
                answer.Location!.ShouldStartWith("Bearer");
            }

            (await SendOrderAsync(token)).ShouldBe(StatusCode.Unauthenticated, problem);
        }

        (await kitchen.ContentAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Without_a_token_nothing_opens()
    {
        var before = await kitchen.ContentAsync();

        (await kitchen.SendAsync(HttpMethod.Get, "events", null)).ShouldBeProblem(HttpStatusCode.Unauthorized, "sign-in-needed");
        (await kitchen.SendAsync(HttpMethod.Post, "batch-items", null, new { stationName = "grill", itemName = "Burger", quantity = 1 }))
            .ShouldBeProblem(HttpStatusCode.Unauthorized, "sign-in-needed");
        (await kitchen.SendAsync(HttpMethod.Get, $"board?access_token={kitchen.Issuer.Token("cook")}", null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Should.ThrowAsync<RpcException>(() => kitchen.Replica.Orders.SendOrder(SampleOrders.Burgers("nobody")))).StatusCode.ShouldBe(StatusCode.Unauthenticated);

        (await kitchen.ContentAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_role_that_is_missing_is_named_and_nothing_is_done()
    {
        var item = await kitchen.BatchItemAsync(RestKitchen.NewName());
        var before = await kitchen.ContentAsync();

        foreach (var role in new[] { "service", "waiter", "Cook", "cook manager" })
        {
            var refused = await kitchen.SendAsync(HttpMethod.Post, $"batch-items/{item}/start", kitchen.Issuer.Token(role));
            refused.ShouldBeProblem(HttpStatusCode.Forbidden, "not-allowed");
            refused.Body.Text("detail").ShouldBe("This needs the role cook or manager.");
        }

        (await kitchen.SendAsync(HttpMethod.Post, "orders/a/cancel", kitchen.Issuer.Token("cook", "service"))).Body.Text("detail").ShouldBe("This needs the role manager.");
        var denied = await Should.ThrowAsync<RpcException>(
            () => kitchen.Replica.Orders.SendOrder(SampleOrders.Burgers("by-cook"), SecuredKitchen.Bearer(kitchen.Issuer.Token("cook", "manager"))));
        (denied.StatusCode, denied.Status.Detail).ShouldBe((StatusCode.PermissionDenied, "This needs the role service."));
        (await StartOverGrpcAsync(item, kitchen.Issuer.Token("service"))).ShouldBe(StatusCode.PermissionDenied);
        (await SubscribeAsync(kitchen.Issuer.Token("service"))).ShouldBe(StatusCode.PermissionDenied);

        (await kitchen.ContentAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Each_role_may_do_its_own_work()
    {
        var item = await kitchen.BatchItemAsync(RestKitchen.NewName());
        var issuer = kitchen.Issuer;

        (await SendOrderAsync(issuer.Token("service"))).ShouldBe(StatusCode.OK);
        (await SendOrderAsync(issuer.TokenBySecret("service"))).ShouldBe(StatusCode.OK);
        (await kitchen.SendAsync(HttpMethod.Post, $"batch-items/{item}/start", issuer.TokenWithRoleAsText("cook"))).Status.ShouldBe(HttpStatusCode.OK);
        (await StartOverGrpcAsync(item, issuer.Token("manager"))).ShouldBe(StatusCode.OK);
        (await SubscribeAsync(issuer.Token("cook"))).ShouldBe(StatusCode.OK);
        (await kitchen.SendAsync(HttpMethod.Put, "stations/grill/batching-policy", issuer.Token("manager"), new { windowSeconds = 1, capacity = 1 }))
            .Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_the_table_does_not_name_is_refused_and_what_tells_that_it_lives_is_open()
    {
        var http = kitchen.Replica.Http;

        (await kitchen.SendAsync(HttpMethod.Get, "nothing/here", kitchen.Issuer.Token(AllRoles))).ShouldBeProblem(HttpStatusCode.Forbidden, "not-allowed");
        (await http.GetAsync("/nothing/here")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await http.GetAsync("/openapi/v1.json")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var open in new[] { "/", "/ping", "/health/live", "/health/ready", "/metrics" })
            (await http.GetAsync(open)).StatusCode.ShouldBe(HttpStatusCode.OK, open);
        using var passedOn = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Forwarded-For", "192.0.2.1" } } };
        (await http.SendAsync(passedOn)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var health = new Health.HealthClient(kitchen.Replica.Channel);
        await Eventually.BecomesTrueAsync(async () => (await health.CheckAsync(new HealthCheckRequest())).Status == HealthCheckResponse.Types.ServingStatus.Serving);
    }

    private Task<StatusCode> SendOrderAsync(string token) => StatusOfAsync(
        () => kitchen.Replica.Orders.SendOrder(SampleOrders.Burgers($"order-{Guid.NewGuid():N}"), SecuredKitchen.Bearer(token)));

    private Task<StatusCode> StartOverGrpcAsync(string item, string token) => StatusOfAsync(
        () => kitchen.Replica.Channel.CreateGrpcService<IBatchItemService>().StartBatchItem(new StartBatchItemRequest { Id = item }, SecuredKitchen.Bearer(token)));

    private Task<StatusCode> SubscribeAsync(string token) => StatusOfAsync(async () =>
    {
        await using var messages = kitchen.Replica.Channel.CreateGrpcService<IEventService>()
            .Subscribe(new SubscribeRequest(), SecuredKitchen.Bearer(token)).GetAsyncEnumerator();
        return await messages.MoveNextAsync();
    });

    private static async Task<StatusCode> StatusOfAsync<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
