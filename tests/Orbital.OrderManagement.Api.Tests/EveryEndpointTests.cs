using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>No endpoint is forgotten in the table of rights, and no line of it is about one that is gone.</summary>
public sealed class EveryEndpointTests : IAsyncDisposable
{
    private static readonly string[] Open = ["GET /ping", "/health/live", "/health/ready"];

    // Built, and not started: nothing is reached.
    private readonly WebApplication _service = OrderManagementHost.Build(["--environment=Development"]);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public void Every_endpoint_asks_for_a_right_or_is_one_of_the_few_that_are_open()
    {
        var endpoints = Endpoints();

        endpoints.Where(endpoint => RightOf(endpoint) is null && !IsOpen(endpoint)).Select(NameOf).ShouldBeEmpty();
        endpoints.Where(IsOpen).Select(NameOf).ShouldBe(Open, ignoreOrder: true);
        endpoints.Select(NameOf).ShouldBe(OrderManagementAccess.Table().Names, ignoreOrder: true);
    }

    private List<RouteEndpoint> Endpoints() =>
        [.. ((IEndpointRouteBuilder)_service).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    private static string NameOf(RouteEndpoint endpoint) => AccessTable.NameOf(endpoint.RoutePattern.RawText, endpoint.Metadata);

    private static string? RightOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;

    private static bool IsOpen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
}
