using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.CancelOrder;
using Orbital.Application.Kitchen.GetOrder;
using Orbital.Application.Kitchen.HandOffOrder;
using Orbital.Application.Kitchen.ListOrders;
using Orbital.Application.Kitchen.RushOrder;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>The orders as the kitchen knows them.</summary>
internal static class OrdersApi
{
    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        var orders = api.MapGroup("/orders").WithTags("Orders");
        orders.MapGet("/", ListAsync).WithName("ListOrders").WithSummary("Orders, the newest first");
        orders.MapGet("/{id}", GetAsync).WithName("GetOrder").WithSummary("One order");
        orders.MapPost("/{id}/hand-off", HandOffAsync).WithName("HandOffOrder").WithSummary("Gives a ready order to its courier or guest");
        orders.MapPost("/{id}/rush", RushAsync).WithName("RushOrder").WithSummary("Puts the order before all others");
        orders.MapPost("/{id}/cancel", CancelAsync).WithName("CancelOrder").WithSummary("Cancels the order, also before it arrives");
    }

    private static async Task<Ok<Page<OrderView>>> ListAsync(
        IMediator mediator,
        [FromQuery] string[]? status,
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        CancellationToken cancellationToken)
    {
        var request = new ListOrders(
            QueryValues.Names<OrderStatus>("status", status), QueryValues.Number("limit", limit, PageLimits.Default), cursor);
        return TypedResults.Ok(await mediator.Send(request, cancellationToken));
    }

    private static async Task<Ok<OrderView>> GetAsync(IMediator mediator, string id, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetOrder(PathText.Decode(id)), cancellationToken));

    private static async Task<Ok<OrderView>> HandOffAsync(IMediator mediator, string id, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new HandOffOrder(PathText.Decode(id)), cancellationToken));

    private static async Task<Ok<OrderView>> RushAsync(IMediator mediator, string id, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new RushOrder(PathText.Decode(id)), cancellationToken));

    private static async Task<Ok<OrderView>> CancelAsync(IMediator mediator, string id, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new CancelOrder(PathText.Decode(id)), cancellationToken));
}
