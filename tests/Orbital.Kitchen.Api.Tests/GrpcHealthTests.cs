using Grpc.Core;
using Grpc.Health.V1;
using Orbital.Contracts;
using Orbital.Testing;
using Health = Grpc.Health.V1.Health;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>The standard health service, as load balancers and orchestrators ask it.</summary>
public sealed class GrpcHealthTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_of_the_kitchen_and_of_each_service_whether_orders_can_be_taken()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateDatabaseAsync());
        var health = new Health.HealthClient(kitchen.Channel);
        using var watch = health.Watch(new HealthCheckRequest(), cancellationToken: Ct);
        await UntilAsync(watch, HealthCheckResponse.Types.ServingStatus.Serving);
        foreach (var service in ProtoSchema.Services.Append(""))
            await Eventually.BecomesTrueAsync(async () => await StatusAsync(service) == HealthCheckResponse.Types.ServingStatus.Serving, description: service);

        await postgres.StopAsync();

        await UntilAsync(watch, HealthCheckResponse.Types.ServingStatus.NotServing);
        (await StatusAsync("")).ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
        var refusal = await Should.ThrowAsync<RpcException>(async () => await health.CheckAsync(new HealthCheckRequest { Service = "nothing" }, cancellationToken: Ct));
        refusal.StatusCode.ShouldBe(StatusCode.NotFound);

        await postgres.StartAsync();
        await UntilAsync(watch, HealthCheckResponse.Types.ServingStatus.Serving);

        async Task<HealthCheckResponse.Types.ServingStatus> StatusAsync(string service) =>
            (await health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Ct)).Status;
    }

    private static async Task UntilAsync(AsyncServerStreamingCall<HealthCheckResponse> watch, HealthCheckResponse.Types.ServingStatus status)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        do
            (await watch.ResponseStream.MoveNext(limit.Token)).ShouldBeTrue();
        while (watch.ResponseStream.Current.Status != status);
    }
}
