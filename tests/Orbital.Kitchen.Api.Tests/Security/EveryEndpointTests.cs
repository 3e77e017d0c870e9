using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Tests.Security;

[Collection(SecuredCollection.Name)]
public sealed class EveryEndpointTests(SecuredKitchen kitchen)
{
    /// <summary>All that nobody must sign in for.</summary>
    private static readonly string[] Open =
    [
        "GET /ping", "/health/live", "/health/ready", "/grpc.health.v1.Health/Check",
        "POST /api/v1/pairings", "GET /api/v1/pairings/mine",
        "GET /docs/scalar.js", "GET /docs/scalar.aspnetcore.js", "GET /docs/favicon.svg",
    ];

    [Fact]
    public void Every_endpoint_asks_for_a_right_or_is_one_of_the_few_that_are_open()
    {
        var endpoints = Endpoints();

        endpoints.Count.ShouldBeGreaterThan(40);
        // gRPC's own answers to what does not exist are left to the fallback, which refuses them.
        endpoints.Where(endpoint => RightOf(endpoint) is null && !IsOpen(endpoint)).Select(NameOf)
            .Where(name => !name.Contains(":grpcunimplemented", StringComparison.Ordinal)).ShouldBeEmpty();
        endpoints.Where(IsOpen).Select(NameOf).Where(name => name != "GET /").ShouldBe(Open, ignoreOrder: true);
    }

    [Fact]
    public void Every_line_of_the_table_is_about_an_endpoint_that_exists()
    {
        var table = kitchen.Replica.Services.GetRequiredService<AccessTable>();

        table.Names.ShouldBeSubsetOf(Endpoints().Select(NameOf));
    }

    private List<RouteEndpoint> Endpoints() =>
        [.. kitchen.Replica.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    private static string NameOf(RouteEndpoint endpoint) => AccessTable.NameOf(endpoint.RoutePattern.RawText, endpoint.Metadata);

    private static string? RightOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;

    private static bool IsOpen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
}
