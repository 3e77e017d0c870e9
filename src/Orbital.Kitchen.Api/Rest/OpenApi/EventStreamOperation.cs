using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Sse;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>The stream of events, of which a handler's signature says nothing.</summary>
internal static class EventStreamOperation
{
    private const string Description =
        """
        Starts with `retry:` and a heartbeat, then one message for each event: its number as `id`, its type as `event`, and as `data` the whole
        order or batch item as it was after the event. Types are `order.received`, `order.updated`, `order.in_progress`, `order.ready`,
        `order.handed_off`, `order.cancelled`, `batch-item.created`, `batch-item.updated`, `batch-item.started`, `batch-item.completed`,
        `batch-item.recalled`, `batch-item.cancelled`. Numbers are 1, 2, 3, … without a gap, the same at every replica.

        Without a number: `heartbeat` every 15 seconds, and `reset` when the position cannot be had: read `/api/v1/board`, and go on from there.

        Numbers belong to a history: after the kitchen's database went back, by a restore or a failover with loss, the same numbers mean other events.
        The board, heartbeats and resets name it as `history`. Who hands it in with the position gets `reset` when the position is none of the
        present history; who does not is taken to mean the present one.

        The schemas of the data are `Event`, `Heartbeat` and `Reset`.
        """;

    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (!context.Description.IsEventStream())
            return;

        await EventSchemas.AddAsync(context, cancellationToken);
        operation.Description = $"{operation.Description}\n\n{Description}";
        operation.Parameters =
        [
            Parameter("after", ParameterLocation.Query, "Replays what came after the event with this number; absent for what comes from now on.", Position()),
            Parameter(
                "history",
                ParameterLocation.Query,
                "The history that `after` belongs to, as the board, a heartbeat or a reset named it; absent for the present one.",
                Schemas.Text(EventsApi.MaxHistoryLength)),
            Parameter("station", ParameterLocation.Query, "Only what concerns this station.", Schemas.Text(OrderLimits.NameLength)),
            Parameter(
                "Last-Event-ID",
                ParameterLocation.Header,
                "What browsers send when they reconnect; goes before `after`. Also `history:number`, where you make it yourself.",
                Position()),
        ];
        operation.Responses!["200"] = new OpenApiResponse
        {
            Description = "The stream. For who may have it, it is always 200: any other answer would end a browser's EventSource for good.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["text/event-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = Examples.EventStream },
            },
        };
    }

    private static OpenApiSchema Position() => new() { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" };

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string description, OpenApiSchema schema) =>
        new() { Name = name, In = place, Description = description, Schema = schema };
}
