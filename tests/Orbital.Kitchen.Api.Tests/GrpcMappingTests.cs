using Mapster;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.AcknowledgeCancellation;
using Orbital.Application.Kitchen.CancelBatchItem;
using Orbital.Application.Kitchen.CancelOrder;
using Orbital.Application.Kitchen.ChangeBatchItem;
using Orbital.Application.Kitchen.CompleteBatchItem;
using Orbital.Application.Kitchen.GetBatchItem;
using Orbital.Application.Kitchen.ListBatchItems;
using Orbital.Application.Kitchen.PrepareBatchItem;
using Orbital.Application.Kitchen.RecallBatchItem;
using Orbital.Application.Kitchen.StartBatchItem;
using Orbital.Application.Kitchen.Views;
using Orbital.Contracts.Orders.V1;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Grpc;
using Wire = Orbital.Contracts.Kitchen.V1;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Each map at the wire's edge, with a value of its own in every field.</summary>
public sealed class GrpcMappingTests
{
    private static readonly Guid Id = new("0193542a-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<object, object> Requests
    {
        get
        {
            var id = $"{Id}";
            var actor = new BatchItemActor(Id, 7, "key");
            return new TheoryData<object, object>
            {
                { new Wire.GetBatchItemRequest { Id = id }, new GetBatchItem(Id) },
                { new Wire.StartBatchItemRequest { Id = id, ExpectedVersion = 7, IdempotencyKey = "key" }, new StartBatchItem(actor) },
                { new Wire.StartBatchItemRequest { Id = id.ToUpperInvariant() }, new StartBatchItem(new BatchItemActor(Id)) },
                { new Wire.CompleteBatchItemRequest { Id = id, ExpectedVersion = 7, IdempotencyKey = "key", Quantity = 3 }, new CompleteBatchItem(actor, 3) },
                { new Wire.CompleteBatchItemRequest { Id = id }, new CompleteBatchItem(new BatchItemActor(Id), null) },
                { new Wire.RecallBatchItemRequest { Id = id, ExpectedVersion = 7, IdempotencyKey = "key" }, new RecallBatchItem(actor) },
                {
                    new Wire.AcknowledgeCancellationRequest { Id = id, ExpectedVersion = 7, IdempotencyKey = "key" },
                    new AcknowledgeCancellation(actor)
                },
                { new Wire.CancelBatchItemRequest { Id = id, ExpectedVersion = 7, IdempotencyKey = "key" }, new CancelBatchItem(actor) },
                {
                    new Wire.UpdateBatchItemRequest
                    {
                        Id = id, ExpectedVersion = 7, IdempotencyKey = "key", Priority = Wire.Priority.Rush, Quantity = 3, Note = "note",
                    },
                    new ChangeBatchItem(actor, Priority.Rush, 3, "note")
                },
                { new Wire.UpdateBatchItemRequest { Id = id }, new ChangeBatchItem(new BatchItemActor(Id), null, null, null) },
                {
                    new Wire.CreateBatchItemRequest
                    {
                        StationName = "station", ItemName = "item", Quantity = 3, Priority = Wire.Priority.Rush, Note = "note", IdempotencyKey = "key",
                    },
                    new PrepareBatchItem("station", "item", 3, Priority.Rush, "note", "key")
                },
                { new Wire.CreateBatchItemRequest(), new PrepareBatchItem("", "", 0, Priority.Normal, "", null) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public void A_request_becomes_its_use_case(object request, object useCase) =>
        request.Adapt(request.GetType(), useCase.GetType(), BatchItemMapping.Config).ShouldBe(useCase);

    [Fact]
    public void A_list_request_becomes_a_query()
    {
        var request = new Wire.ListBatchItemsRequest
        {
            Station = "station",
            Item = "item",
            Statuses = [Wire.BatchItemStatus.Pending, Wire.BatchItemStatus.InProgress, Wire.BatchItemStatus.Completed, Wire.BatchItemStatus.Cancelled],
            Brand = "brand",
            UpdatedSince = Noon.UtcDateTime,
            PageSize = 3,
            Cursor = "cursor",
        };

        var query = request.Adapt<ListBatchItems>(BatchItemMapping.Config);

        query.Statuses.ShouldBe([BatchItemStatus.Pending, BatchItemStatus.InProgress, BatchItemStatus.Completed, BatchItemStatus.Cancelled]);
        (query with { Statuses = [] }).ShouldBe(new ListBatchItems("station", "item", [], "brand", Noon, 3, "cursor"));
    }

    [Fact]
    public void An_empty_list_request_asks_for_all_and_the_usual_page()
    {
        var query = new Wire.ListBatchItemsRequest().Adapt<ListBatchItems>(BatchItemMapping.Config);

        query.ShouldBe(new ListBatchItems(null, null, query.Statuses, null, null, PageLimits.Default, ""));
        query.Statuses.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(BatchItemStatus.Pending, Wire.BatchItemStatus.Pending)]
    [InlineData(BatchItemStatus.InProgress, Wire.BatchItemStatus.InProgress)]
    [InlineData(BatchItemStatus.Completed, Wire.BatchItemStatus.Completed)]
    [InlineData(BatchItemStatus.Cancelled, Wire.BatchItemStatus.Cancelled)]
    public void A_view_becomes_its_message(BatchItemStatus status, Wire.BatchItemStatus wireStatus)
    {
        var message = View(status).Adapt<Wire.BatchItem>(BatchItemMapping.Config);

        message.ShouldBeEquivalentTo(new Wire.BatchItem
        {
            Id = $"{Id}",
            StationName = "station",
            ItemName = "item",
            Status = wireStatus,
            Priority = Wire.Priority.Rush,
            Quantity = 1,
            CompletedQuantity = 2,
            CancelledQuantity = 3,
            IsHandMade = true,
            Note = "note",
            Brands = ["brand 1", "brand 2"],
            Orders = [new() { OrderId = "order", Quantity = 4, CompletedQuantity = 5, IsRush = true, IsCancelled = true }],
            AcceptsUntil = Noon.UtcDateTime.AddMinutes(1),
            CreatedAt = Noon.UtcDateTime.AddMinutes(2),
            StartedAt = Noon.UtcDateTime.AddMinutes(3),
            CompletedAt = Noon.UtcDateTime.AddMinutes(4),
            UpdatedAt = Noon.UtcDateTime.AddMinutes(5),
            AllowedActions = ["start", "complete"],
            Version = 6,
        });
        message.CreatedAt.Kind.ShouldBe(DateTimeKind.Utc);
        message.StartedAt!.Value.Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Theory]
    [InlineData(typeof(BatchItemView), typeof(Wire.BatchItem))]
    [InlineData(typeof(ServedOrderView), typeof(Wire.ServedOrder))]
    [InlineData(typeof(Page<BatchItemView>), typeof(Wire.ListBatchItemsResponse))]
    public void The_wire_has_every_fact_of_the_read_model_under_the_same_name(Type view, Type message) =>
        message.GetProperties().Select(property => property.Name).ShouldBe(view.GetProperties().Select(property => property.Name), ignoreOrder: true);

    [Fact]
    public void What_has_not_happened_is_absent()
    {
        var message = (View(BatchItemStatus.Pending) with { StartedAt = null, CompletedAt = null, Priority = Priority.Normal })
            .Adapt<Wire.BatchItem>(BatchItemMapping.Config);

        (message.StartedAt, message.CompletedAt, message.Priority).ShouldBe((null, null, Wire.Priority.Normal));
    }

    [Theory]
    [InlineData("next", "next")]
    [InlineData(null, "")]
    public void A_page_becomes_its_message(string? cursor, string wireCursor)
    {
        var message = new Page<BatchItemView>([View(BatchItemStatus.Pending)], cursor, 9).Adapt<Wire.ListBatchItemsResponse>(BatchItemMapping.Config);

        (message.Items.ShouldHaveSingleItem().Id, message.NextCursor, message.Sequence).ShouldBe(($"{Id}", wireCursor, 9));
    }

    [Fact]
    public void A_cancellation_becomes_its_use_case() =>
        new CancelOrderRequest { OrderId = "a" }.Adapt<CancelOrder>(OrderMapping.Config).ShouldBe(new CancelOrder("a"));

    [Fact]
    public void An_order_keeps_every_field()
    {
        var order = SampleOrders.Of("a", ("Burger", "Grill", 2), ("Fries", "Fryer", 1)).Adapt<Order>(OrderMapping.Config);

        (order.OrderId, order.OtterOrderId, order.BrandName, order.Units).ShouldBe(("a", "otter-a", "Desayuna", 3));
        order.Lines.ShouldBe([new OrderLine("Burger", "Grill", 2), new OrderLine("Fries", "Fryer", 1)]);
    }

    [Theory]
    [InlineData("stationName", "station_name")]
    [InlineData("quantity", "quantity")]
    [InlineData("order_items[2].item_name", "order_items[2].item_name")]
    public void A_field_has_the_name_of_the_wire(string field, string name) => WireValues.FieldName(field).ShouldBe(name);

    private static BatchItemView View(BatchItemStatus status) => new(
        Id, "station", "item", status, Priority.Rush, 1, 2, 3, true, "note", ["brand 1", "brand 2"],
        [new ServedOrderView("order", 4, 5, true, true)],
        Noon.AddMinutes(1), Noon.AddMinutes(2), Noon.AddMinutes(3), Noon.AddMinutes(4), Noon.AddMinutes(5).ToOffset(TimeSpan.FromHours(2)),
        ["start", "complete"], 6);
}
