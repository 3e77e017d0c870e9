using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Display;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>One example for each body, written by the code that writes the answers.</summary>
internal static class Examples
{
    public const string BatchItemId = "019a9d3c-6b1e-7c52-9c0f-2f1f4f7c9a11";
    public const string OrderId = "66f1c0a2e4b0c9d1a7b3e5f0";
    public const string StationName = "Burger Plancha Station";
    public const string DisplayId = "019a9d3c-6b1e-7c52-9c0f-2f1f4f7c9a22";
    public const string PairingCode = "4KXT-9RWM";
    public const string ETag = "\"42\"";

    private const string ItemName = "Cheeseburger";
    private static readonly DateTimeOffset At = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly BatchingPolicyView Policy = new(180, 20);

    private static readonly JsonSerializerOptions Json = CreateOptions();

    private static readonly BatchItemView BatchItem = BatchItemView.Of(new BatchItem
    {
        Id = new Guid(BatchItemId),
        StationName = StationName,
        ItemName = ItemName,
        Status = BatchItemStatus.InProgress,
        Quantity = 5,
        Allocations =
        [
            new Allocation(OrderId, "Desayuna", Line: 0, Quantity: 2) { Completed = 2 },
            new Allocation("66f1c0a2e4b0c9d1a7b3e5f1", "Burger Bros", Line: 1, Quantity: 3),
        ],
        Note = "no onions",
        AcceptsUntil = At.AddMinutes(3),
        CreatedAt = At,
        StartedAt = At.AddMinutes(1),
        UpdatedAt = At.AddMinutes(2),
        Version = 42,
    });

    private static readonly OrderView Order = OrderView.Of(new Order
    {
        OrderId = OrderId,
        OtterOrderId = "otter-7",
        BrandName = "Desayuna",
        Lines = [new OrderLine(ItemName, StationName, 2)],
        Status = OrderStatus.Ready,
        ReceivedAt = At,
        UpdatedAt = At.AddMinutes(2),
        Version = 43,
    });

    private static readonly PairedDisplayView Display = new(
        new Guid(DisplayId), "Grill 1", [StationName], DisplayRole.Cook, At, At.AddMinutes(2), At.AddDays(90));

    private static readonly Dictionary<Type, object> ByType = new object[]
    {
        BatchItem,
        new Page<BatchItemView>([BatchItem], "MTc", 43),
        Order,
        new Page<OrderView>([Order], null, 43),
        new StationList([new StationView(StationName, 2, 1, Policy, [new AllDayView(ItemName, Now: 3, Later: 12)])], 43),
        Policy,
        new StationPerformanceView(StationName, At, At.AddHours(1), 12, 40, 185.2, 401.7, 300, 0.25, [new QuarterPerformanceView(At, 12, 40, 3)]),
        new BoardView(43, At.AddMinutes(2), [BatchItem], [Order], "9d5f0c5ce2a14f1f8f3c6a0b7c1d2e3f"),
        new DisplayView(300, 480, 15, [new StationAgesView(StationName, 240, 360)]),
        new PrepareBody(StationName, ItemName, 4, Priority.Normal, "for the noon rush"),
        new ChangeBody(Priority.Rush, null, "no onions"),
        new CompleteBody(2),
        new PairingView(PairingCode, At.AddMinutes(10), IsApproved: false),
        Display,
        new DisplayList([Display]),
        new ApprovalBody("Grill 1", [StationName], DisplayRole.Cook),
        new ChangeDisplayBody("Grill 2", [StationName]),
        new BatchingPolicyBody(120, 12, ItemName),
    }.ToDictionary(example => example.GetType());

    /// <summary>The beginning of a stream of events.</summary>
    public static string EventStream { get; } = CreateEventStream();

    public static JsonNode Of(ProblemDetails problem) => JsonSerializer.SerializeToNode(problem, Json)!;

    public static Task AddAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var response in context.Description.SupportedResponseTypes)
        {
            if (operation.Responses?.GetValueOrDefault($"{response.StatusCode}")?.Content is { } content)
                Add(content, response.Type);
        }

        if (operation.RequestBody?.Content is { } body)
            Add(body, context.Description.BodyType());
        return Task.CompletedTask;
    }

    private static void Add(IDictionary<string, OpenApiMediaType> content, Type? type)
    {
        if (type is null || !ByType.TryGetValue(type, out var example))
            return;
        foreach (var media in content.Values)
            media.Example = JsonSerializer.SerializeToNode(example, type, Json);
    }

    private static string CreateEventStream()
    {
        var data = new EventView(42, EventView.NameOf(KitchenEventType.BatchItemUpdated), At.AddMinutes(2), null, null, BatchItem);
        return $"retry: 1000\n\nid: 42\nevent: {data.Type}\ndata: {JsonSerializer.Serialize(data, KitchenJson.Readable.EventView)}\n\n";
    }

    // As the API reads and writes, and what may be absent from a body is.
    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        RestJson.Configure(options);
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver
        {
            Modifiers = { OmitNulls },
        });
        return options;
    }

    private static void OmitNulls(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            property.ShouldSerialize ??= (_, value) => value is not null;
    }
}
