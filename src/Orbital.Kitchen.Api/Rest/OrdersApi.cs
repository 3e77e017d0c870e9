using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.ListOrders;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>The orders as the kitchen knows them.</summary>
internal static class OrdersApi
{
    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        api.MapGet("/orders", ListAsync);
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
}
