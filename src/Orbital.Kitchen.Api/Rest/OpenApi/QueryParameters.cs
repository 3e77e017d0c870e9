using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>
/// What the parameters of paths and queries may be. The handlers read them as text, so that one that is not usable is named in the answer.
/// </summary>
internal static class QueryParameters
{
    private static readonly string[] ItemStatuses = [.. Enum.GetValues<BatchItemStatus>().Select(StatusNames.Of)];
    private static readonly string[] OrderStatuses = [.. Enum.GetValues<OrderStatus>().Select(StatusNames.Of)];

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            (parameter.Description, parameter.Schema, parameter.Example) = Describe(parameter, context.Description);
        return Task.CompletedTask;
    }

    private static (string Description, IOpenApiSchema Schema, string? Example) Describe(OpenApiParameter parameter, ApiDescription route) => parameter.Name switch
    {
        "id" when route.IsAboutOrders() => ("Id of the order.", Schemas.Text(OrderLimits.IdLength), Examples.OrderId),
        "id" when route.IsAboutPairedDisplay() => ("Id of the display.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }, Examples.DisplayId),
        "code" => ("What the screen shows, with or without the dash.", Schemas.Text(maxLength: 9), Examples.PairingCode),
        "id" => ("Id of the batch item.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }, Examples.BatchItemId),
        "name" => ("Name of the station.", Schemas.Text(OrderLimits.NameLength), Examples.StationName),
        "station" => ("Only what concerns this station.", Schemas.Text(OrderLimits.NameLength), Examples.StationName),
        "item" => ("Only this item.", Schemas.Text(OrderLimits.NameLength), null),
        "brand" => ("Only what serves this brand.", Schemas.Text(OrderLimits.NameLength), null),
        "updatedSince" => ("Only what changed then or later.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }, null),
        "from" => ("Beginning of the time, inclusive; absent for a day before its end.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }, null),
        "to" => ("End of the time, exclusive; absent for now.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }, null),
        "cursor" => ("`nextCursor` of the page before; absent for the first page.", Schemas.Text(maxLength: 40), null),
        "limit" => ("Most entries of the page.", Schemas.Number(1, PageLimits.Max, PageLimits.Default), null),
        "status" => ("Only these states; may be repeated. Absent for all.", Statuses(route.IsAboutOrders() ? OrderStatuses : ItemStatuses), null),
        _ => throw new InvalidOperationException($"the parameter {parameter.Name} has no description"),
    };

    private static OpenApiSchema Statuses(string[] names) => new()
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. names.Select(name => (JsonNode)name)] },
    };
}
