using System.Buffers.Text;
using System.Text;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.OrderManagement.Api;

/// <summary>The documents that were set aside: look, try again, throw away.</summary>
internal static class DeadLetterEndpoints
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static void MapDeadLetters(this IEndpointRouteBuilder endpoints)
    {
        var letters = endpoints.MapGroup("/api/v1/dead-letters").AddEndpointFilter(AnswerAwayAsync);
        letters.MapGet("", ListAsync);
        letters.MapGet("/{id}", ShowAsync);
        letters.MapPost("/{id}/replay", ReplayAsync);
        letters.MapDelete("/{id}", DropAsync);
    }

    private static async Task<Results<Ok<DeadLetterPageJson>, ProblemHttpResult>> ListAsync(
        IMediator mediator, CancellationToken cancellationToken, int limit = DefaultLimit, string? cursor = null)
    {
        if (limit is < 1 or > MaxLimit)
            return Invalid("limit", $"must be between 1 and {MaxLimit}, was {limit}");
        DeadLetterPlace? after = null;
        if (!string.IsNullOrEmpty(cursor) && !DeadLetterCursor.TryDecode(cursor, out after))
            return Invalid("cursor", "must be a nextCursor that this list handed out");

        var found = await mediator.Send(new ListDeadLetters(limit, after), cancellationToken);
        var next = found.Count == limit ? DeadLetterCursor.Encode(found[^1]) : null;
        return TypedResults.Ok(new DeadLetterPageJson([.. found.Select(DeadLetterJson.From)], next));
    }

    private static async Task<Results<Ok<DeadLetterDetailsJson>, ProblemHttpResult>> ShowAsync(
        string id, IMediator mediator, CancellationToken cancellationToken) =>
        TryDecode(id, out var key) && await mediator.Send(new ShowDeadLetter(key), cancellationToken) is { } letter
            ? TypedResults.Ok(DeadLetterDetailsJson.From(letter))
            : NotKnown(id);

    private static async Task<Results<Ok<ReplayJson>, ProblemHttpResult>> ReplayAsync(
        string id, IMediator mediator, CancellationToken cancellationToken)
    {
        if (!TryDecode(id, out var key) || await mediator.Send(new ReplayDeadLetter(key), cancellationToken) is not { } replay)
            return NotKnown(id);
        return replay.Outcome switch
        {
            ReplayOutcome.Delivered => TypedResults.Ok(new ReplayJson("delivered", replay.Detail)),
            ReplayOutcome.Refused => TypedResults.Problem(replay.Detail, statusCode: 409, title: "The document is refused again"),
            _ => TypedResults.Problem(replay.Detail, statusCode: 503, title: "The kitchen takes no orders now"),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DropAsync(string id, IMediator mediator, CancellationToken cancellationToken) =>
        TryDecode(id, out var key) && await mediator.Send(new DropDeadLetter(key), cancellationToken) is not null
            ? TypedResults.NoContent()
            : NotKnown(id);

    // An id may hold anything, also slashes: in addresses it goes as base64url.
    private static bool TryDecode(string id, out string key)
    {
        key = Base64Url.IsValid(id) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id)) : "";
        return key.Length > 0;
    }

    private static ProblemHttpResult NotKnown(string id) =>
        TypedResults.Problem($"There is no dead letter {id}.", statusCode: 404, title: "Not known");

    internal static ProblemHttpResult Invalid(string field, string problem) => TypedResults.Problem(
        $"{field} {problem}", statusCode: 400, title: "The request is not valid", extensions: new Dictionary<string, object?> { ["field"] = field });

    internal static async ValueTask<object?> AnswerAwayAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (FeedUnavailableException e)
        {
            return TypedResults.Problem(e.Message, statusCode: 503, title: "The source of orders cannot be reached");
        }
    }
}
