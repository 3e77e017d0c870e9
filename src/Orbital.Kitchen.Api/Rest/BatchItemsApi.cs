using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.ListBatchItems;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>What each station must cook now.</summary>
internal static class BatchItemsApi
{
    public static void MapBatchItems(this IEndpointRouteBuilder api)
    {
        api.MapGet("/batch-items", ListAsync);
    }

    private static async Task<Ok<Page<BatchItemView>>> ListAsync(
        IMediator mediator,
        [FromQuery] string? station,
        [FromQuery] string? item,
        [FromQuery] string[]? status,
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        CancellationToken cancellationToken)
    {
        var request = new ListBatchItems(
            station, item, QueryValues.Names<BatchItemStatus>("status", status), QueryValues.Number("limit", limit, PageLimits.Default), cursor);
        return TypedResults.Ok(await mediator.Send(request, cancellationToken));
    }
}
