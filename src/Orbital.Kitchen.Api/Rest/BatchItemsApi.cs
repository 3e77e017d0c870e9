using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.AcknowledgeCancellation;
using Orbital.Application.Kitchen.CancelBatchItem;
using Orbital.Application.Kitchen.ChangeBatchItem;
using Orbital.Application.Kitchen.CompleteBatchItem;
using Orbital.Application.Kitchen.GetBatchItem;
using Orbital.Application.Kitchen.ListBatchItems;
using Orbital.Application.Kitchen.PrepareBatchItem;
using Orbital.Application.Kitchen.RecallBatchItem;
using Orbital.Application.Kitchen.StartBatchItem;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Access;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>What each station must cook now, and what cooks do about it.</summary>
internal static class BatchItemsApi
{
    public static void MapBatchItems(this IEndpointRouteBuilder api)
    {
        var items = api.MapGroup("/batch-items").WithTags("Batch items");
        items.MapGet("/", ListAsync).WithName("ListBatchItems").WithSummary("Batch items, the oldest first");
        items.MapPost("/", PrepareAsync).WithName("PrepareBatchItem").WithSummary("Makes work ahead of demand");
        items.MapGet("/{id:guid}", GetAsync).WithName("GetBatchItem").WithSummary("One batch item");
        items.MapPatch("/{id:guid}", ChangeAsync).WithName("ChangeBatchItem").WithSummary("Changes priority, note, or the quantity of a hand-made one");
        items.MapDelete("/{id:guid}", CancelAsync).WithName("CancelBatchItem").WithSummary("Withdraws hand-made work that no order needs");
        items.MapPost("/{id:guid}/start", StartAsync).WithName("StartBatchItem").WithSummary("A cook begins: it accepts no more units");
        items.MapPost("/{id:guid}/complete", CompleteAsync).WithName("CompleteBatchItem").WithSummary("Units are done: all, or some");
        items.MapPost("/{id:guid}/recall", RecallAsync).WithName("RecallBatchItem").WithSummary("Takes the last move back");
        items.MapPost("/{id:guid}/acknowledge-cancellation", AcknowledgeAsync)
            .WithName("AcknowledgeCancellation").WithSummary("A cook has seen that cancelled units are not wanted any more");
    }

    private static async Task<Ok<Page<BatchItemView>>> ListAsync(
        IMediator mediator,
        [FromQuery] string? station,
        [FromQuery] string? item,
        [FromQuery] string[]? status,
        [FromQuery] string? brand,
        [FromQuery] string? updatedSince,
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        CancellationToken cancellationToken)
    {
        var request = new ListBatchItems(
            QueryValues.Name("station", station),
            QueryValues.Name("item", item),
            QueryValues.Names<BatchItemStatus>("status", status),
            QueryValues.Name("brand", brand),
            QueryValues.Time("updatedSince", updatedSince),
            QueryValues.Number("limit", limit, PageLimits.Default),
            cursor);
        return TypedResults.Ok(await mediator.Send(request, cancellationToken));
    }

    private static async Task<Created<BatchItemView>> PrepareAsync(
        IMediator mediator, HttpContext context, PrepareBody body, CancellationToken cancellationToken)
    {
        if (Caller.StationsOf(context.User) is { } allowed && body.StationName is { } station && !allowed.Contains(station))
            throw new OtherStationException(station, allowed);
        var made = await mediator.Send(
            new PrepareBatchItem(
                body.StationName, body.ItemName, body.Quantity ?? 0, body.Priority ?? Priority.Normal, body.Note, Preconditions.IdempotencyKey(context.Request)),
            cancellationToken);
        Preconditions.SetETag(context.Response, made.Version);
        return TypedResults.Created($"/api/v1/batch-items/{made.Id}", made);
    }

    private static Task<Ok<BatchItemView>> GetAsync(IMediator mediator, HttpContext context, Guid id, CancellationToken cancellationToken) =>
        SendAsync(mediator, context, new GetBatchItem(id), cancellationToken);

    private static Task<Ok<BatchItemView>> ChangeAsync(
        IMediator mediator, HttpContext context, Guid id, ChangeBody body, CancellationToken cancellationToken) =>
        SendAsync(mediator, context, new ChangeBatchItem(Preconditions.Actor(context.Request, id), body.Priority, body.Quantity, body.Note), cancellationToken);

    private static Task<Ok<BatchItemView>> CancelAsync(IMediator mediator, HttpContext context, Guid id, CancellationToken cancellationToken) =>
        SendAsync(mediator, context, new CancelBatchItem(Preconditions.Actor(context.Request, id)), cancellationToken);

    private static Task<Ok<BatchItemView>> StartAsync(IMediator mediator, HttpContext context, Guid id, CancellationToken cancellationToken) =>
        SendAsync(mediator, context, new StartBatchItem(Preconditions.Actor(context.Request, id)), cancellationToken);

    private static Task<Ok<BatchItemView>> CompleteAsync(
        IMediator mediator, HttpContext context, Guid id, CompleteBody? body, CancellationToken cancellationToken) =>
        SendAsync(mediator, context, new CompleteBatchItem(Preconditions.Actor(context.Request, id), body?.Quantity), cancellationToken);

    private static Task<Ok<BatchItemView>> RecallAsync(IMediator mediator, HttpContext context, Guid id, CancellationToken cancellationToken) =>
        SendAsync(mediator, context, new RecallBatchItem(Preconditions.Actor(context.Request, id)), cancellationToken);

    private static Task<Ok<BatchItemView>> AcknowledgeAsync(IMediator mediator, HttpContext context, Guid id, CancellationToken cancellationToken) =>
        SendAsync(mediator, context, new AcknowledgeCancellation(Preconditions.Actor(context.Request, id)), cancellationToken);

    private static async Task<Ok<BatchItemView>> SendAsync(
        IMediator mediator, HttpContext context, IRequest<BatchItemView> request, CancellationToken cancellationToken)
    {
        var batchItem = await mediator.Send(request, cancellationToken);
        Preconditions.SetETag(context.Response, batchItem.Version);
        return TypedResults.Ok(batchItem);
    }
}

/// <summary>Work ahead of demand.</summary>
/// <param name="StationName">The station, at most 200 characters.</param>
/// <param name="ItemName">The item, at most 200 characters.</param>
/// <param name="Quantity">Units, 1 to the station's capacity.</param>
/// <param name="Priority">Whether it goes first; normal when absent.</param>
/// <param name="Note">What cooks tell each other, at most 500 characters.</param>
internal sealed record PrepareBody(string? StationName, string? ItemName, int? Quantity, Priority? Priority, string? Note);

/// <summary>What to change; what is absent stays as it is.</summary>
/// <param name="Priority">Whether it goes first.</param>
/// <param name="Quantity">Units in all, of a hand-made batch item that is pending; 0 cancels it.</param>
/// <param name="Note">What cooks tell each other, at most 500 characters; empty removes it.</param>
internal sealed record ChangeBody(Priority? Priority, int? Quantity, string? Note);

/// <summary>How many units are done.</summary>
/// <param name="Quantity">Units; absent for all.</param>
internal sealed record CompleteBody(int? Quantity);
