using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Orbital.Application.OrderManagement.ShowFeed;

namespace Orbital.OrderManagement.Api;

/// <summary>What this listener tells of itself.</summary>
internal static class FeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/v1/feed", ShowAsync);

    private static async Task<Ok<FeedJson>> ShowAsync(IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(FeedJson.From(await mediator.Send(new ShowFeed(), cancellationToken)));
}
