using System.Runtime.CompilerServices;
using Mapster;
using Orbital.Application.Kitchen.GetBoard;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;
using Wire = Orbital.Contracts.Kitchen.V1;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>The board and its events, from the read model to the wire.</summary>
internal static class BoardMapping
{
    private static readonly Dictionary<string, Wire.EventType> EventTypes =
        Enum.GetValues<KitchenEventType>().ToDictionary(EventView.NameOf, ToWire);

    public static TypeAdapterConfig Config { get; } = Create();

    private static TypeAdapterConfig Create()
    {
        // A field of the wire that nothing fills is found at the start, not by a caller.
        var config = new TypeAdapterConfig { RequireDestinationMemberSource = true };
        config.NewConfig<Wire.GetBoardRequest, GetBoard>().MapWith(request => new GetBoard(WireValues.Filter("station", request.Station)));
        BatchItemMapping.MapViews(config);
        config.NewConfig<OrderStatus, Wire.OrderStatus>().MapWith(status => ToWire(status));
        config.NewConfig<OrderItemView, Wire.OrderLine>();
        config.NewConfig<OrderView, Wire.Order>();
        config.NewConfig<BoardView, Wire.Board>();
        config.NewConfig<EventView, Wire.KitchenEvent>()
            .Map(message => message.Type, view => TypeOf(view.Type))
            .Map(message => message.OrderId, view => view.OrderId ?? "")
            .Map(message => message.TraceId, view => view.TraceId ?? "");
        config.Compile();
        return config;
    }

    // While an upgrade is under way, a newer replica may have written what this one has no name for.
    private static Wire.EventType TypeOf(string name) => EventTypes.GetValueOrDefault(name, Wire.EventType.Unspecified);

    private static Wire.EventType ToWire(KitchenEventType type) => type switch
    {
        KitchenEventType.OrderReceived => Wire.EventType.OrderReceived,
        KitchenEventType.OrderUpdated => Wire.EventType.OrderUpdated,
        KitchenEventType.OrderInProgress => Wire.EventType.OrderInProgress,
        KitchenEventType.OrderReady => Wire.EventType.OrderReady,
        KitchenEventType.OrderHandedOff => Wire.EventType.OrderHandedOff,
        KitchenEventType.OrderCancelled => Wire.EventType.OrderCancelled,
        KitchenEventType.BatchItemCreated => Wire.EventType.BatchItemCreated,
        KitchenEventType.BatchItemUpdated => Wire.EventType.BatchItemUpdated,
        KitchenEventType.BatchItemStarted => Wire.EventType.BatchItemStarted,
        KitchenEventType.BatchItemCompleted => Wire.EventType.BatchItemCompleted,
        KitchenEventType.BatchItemRecalled => Wire.EventType.BatchItemRecalled,
        KitchenEventType.BatchItemCancelled => Wire.EventType.BatchItemCancelled,
        _ => throw new SwitchExpressionException(type),
    };

    private static Wire.OrderStatus ToWire(OrderStatus status) => status switch
    {
        OrderStatus.Received => Wire.OrderStatus.Received,
        OrderStatus.InProgress => Wire.OrderStatus.InProgress,
        OrderStatus.Ready => Wire.OrderStatus.Ready,
        OrderStatus.HandedOff => Wire.OrderStatus.HandedOff,
        OrderStatus.Cancelled => Wire.OrderStatus.Cancelled,
        _ => throw new SwitchExpressionException(status),
    };
}
