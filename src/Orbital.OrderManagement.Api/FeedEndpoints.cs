using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Orbital.Application.OrderManagement.DecideSecondReading;
using Orbital.Application.OrderManagement.ShowFeed;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.OrderManagement.Api;

/// <summary>What this listener tells of itself, and what an operator tells it.</summary>
internal static class FeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/feed", ShowAsync);
        endpoints.MapPost("/api/v1/feed/second-reading", DecideAsync).AddEndpointFilter(DeadLetterEndpoints.AnswerAwayAsync);
    }

    private static async Task<Ok<FeedJson>> ShowAsync(IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(FeedJson.From(await mediator.Send(new ShowFeed(), cancellationToken)));

    private static async Task<Results<NoContent, ProblemHttpResult>> DecideAsync(
        SecondReadingJson body, IMediator mediator, CancellationToken cancellationToken)
    {
        UnknownDocuments? decision = body.Decision switch
        {
            "deliver" => UnknownDocuments.Deliver,
            "skip" => UnknownDocuments.Skip,
            _ => null,
        };
        if (decision is not { } decided)
            return DeadLetterEndpoints.Invalid("decision", $"must be deliver or skip, was {body.Decision ?? "missing"}");
        return await mediator.Send(new DecideSecondReading(decided), cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem("There is no unfinished second reading of the collection.", statusCode: 409, title: "Nothing to decide");
    }
}

/// <summary>An operator's word on a second reading.</summary>
/// <param name="Decision"><c>deliver</c> or <c>skip</c> the documents of which nobody can tell whether they were there at the first start.</param>
internal sealed record SecondReadingJson(string? Decision);
