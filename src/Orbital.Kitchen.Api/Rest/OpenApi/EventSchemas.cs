using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>What the messages of the event stream carry. Their media type has no place for it, so the schemas stand among the components, by name.</summary>
internal static class EventSchemas
{
    private static readonly string[] AlwaysThere = ["sequence", "type", "occurredAt"];

    public static async Task AddAsync(OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        document.AddComponent("Event", await EventAsync(context, cancellationToken));
        document.AddComponent("Heartbeat", await context.GetOrCreateSchemaAsync(typeof(HeartbeatMessage), null, cancellationToken));
        document.AddComponent("Reset", await context.GetOrCreateSchemaAsync(typeof(ResetMessage), null, cancellationToken));
    }

    private static async Task<OpenApiSchema> EventAsync(OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(EventView), null, cancellationToken);
        schema.Required = new HashSet<string>(AlwaysThere);
        ((OpenApiSchema)schema.Properties!["type"]).Enum = [.. Enum.GetValues<KitchenEventType>().Select(type => (JsonNode)EventView.NameOf(type))];
        // Absent, never null.
        ((OpenApiSchema)schema.Properties["orderId"]).Type = JsonSchemaType.String;
        schema.Properties["order"] = new OpenApiSchemaReference(nameof(OrderView), context.Document) { Description = "The order, in events about one." };
        schema.Properties["batchItem"] = new OpenApiSchemaReference(nameof(BatchItemView), context.Document) { Description = "The batch item, in events about one." };
        return schema;
    }
}

/// <summary>The data of a <c>heartbeat</c>.</summary>
/// <param name="At">The server's clock, for ages.</param>
/// <param name="Sequence">The number of the newest event.</param>
/// <param name="History">The history that the numbers of this stream belong to.</param>
internal sealed record HeartbeatMessage(DateTimeOffset At, long Sequence, string History);

/// <summary>The data of a <c>reset</c>: the position cannot be had.</summary>
/// <param name="Sequence">The number of the newest event.</param>
/// <param name="History">The history that the numbers belong to from here on.</param>
internal sealed record ResetMessage(long Sequence, string History);
