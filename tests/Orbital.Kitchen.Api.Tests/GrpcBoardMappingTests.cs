using System.Text.Json;
using Mapster;
using Orbital.Application.Kitchen.GetBoard;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Grpc;
using Wire = Orbital.Contracts.Kitchen.V1;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>The board and its events at the wire's edge, with a value of its own in every field.</summary>
public sealed class GrpcBoardMappingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<KitchenEventType> EventTypes => [.. Enum.GetValues<KitchenEventType>()];

    public static TheoryData<OrderStatus> OrderStatuses => [.. Enum.GetValues<OrderStatus>()];

    [Theory]
    [InlineData("", null)]
    [InlineData("Grill", "Grill")]
    public void A_request_for_the_board_becomes_its_query(string station, string? filter) =>
        new Wire.GetBoardRequest { Station = station }.Adapt<GetBoard>(BoardMapping.Config).ShouldBe(new GetBoard(filter));

    [Theory]
    [MemberData(nameof(OrderStatuses))]
    public void An_order_becomes_its_message(OrderStatus status)
    {
        var message = Order(status).Adapt<Wire.Order>(BoardMapping.Config);

        message.ShouldBeEquivalentTo(new Wire.Order
        {
            OrderId = "order",
            OtterOrderId = "otter",
            BrandName = "brand",
            Status = Enum.Parse<Wire.OrderStatus>($"{status}"),
            Priority = Wire.Priority.Rush,
            OrderItems = [new Wire.OrderLine { ItemName = "item", StationName = "station", Quantity = 2 }],
            ReceivedAt = Noon.UtcDateTime.AddMinutes(1),
            UpdatedAt = Noon.UtcDateTime.AddMinutes(2),
            Version = 3,
        });
        message.UpdatedAt.Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void An_event_becomes_its_message(KitchenEventType type)
    {
        var view = new EventView(7, EventView.NameOf(type), Noon, "cause", Order(OrderStatus.Received), BatchItem: null);

        var message = view.Adapt<Wire.KitchenEvent>(BoardMapping.Config);

        (message.Sequence, message.Type, message.OccurredAt, message.OrderId, message.Order!.OrderId, message.BatchItem)
            .ShouldBe((7, Enum.Parse<Wire.EventType>($"{type}"), Noon.UtcDateTime, "cause", "order", null));
    }

    [Fact]
    public void The_trace_of_an_event_goes_the_whole_way_through_its_JSON()
    {
        var json = KitchenJson.Readable.EventView;
        var view = new EventView(7, "order.received", Noon, "cause", Order(OrderStatus.Received), BatchItem: null) { TraceId = "0af7651916cd43dd8448eb211c80319c" };

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(view, json), json)!;

        read.Adapt<Wire.KitchenEvent>(BoardMapping.Config).TraceId.ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }

    [Fact]
    public void What_is_not_known_or_not_there_says_so()
    {
        var view = new EventView(7, "order.teleported", Noon, OrderId: null, Order: null, BatchItem: null);

        var message = view.Adapt<Wire.KitchenEvent>(BoardMapping.Config);

        message.ShouldBe(new Wire.KitchenEvent { Sequence = 7, OccurredAt = Noon.UtcDateTime });
    }

    [Theory]
    [InlineData(typeof(OrderView), typeof(Wire.Order))]
    [InlineData(typeof(OrderItemView), typeof(Wire.OrderLine))]
    [InlineData(typeof(BoardView), typeof(Wire.Board))]
    [InlineData(typeof(EventView), typeof(Wire.KitchenEvent))]
    public void The_wire_has_every_fact_of_the_read_model_under_the_same_name(Type view, Type message) =>
        message.GetProperties().Select(property => property.Name).ShouldBe(view.GetProperties().Select(property => property.Name), ignoreOrder: true);

    private static OrderView Order(OrderStatus status) => new(
        "order", "otter", "brand", status, Priority.Rush, [new OrderItemView("item", "station", 2)],
        Noon.AddMinutes(1), Noon.AddMinutes(2).ToOffset(TimeSpan.FromHours(2)), 3);
}
