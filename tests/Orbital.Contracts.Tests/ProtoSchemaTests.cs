using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;

namespace Orbital.Contracts.Tests;

/// <summary>What other languages compile: names and numbers here are fixed for ever.</summary>
public sealed class ProtoSchemaTests
{
    private const string OrdersSchema =
        """
        syntax = "proto3";
        package orbital.orders.v1;

        message CancelOrderRequest {
           string order_id = 1;
        }
        message CancelOrderResponse {
           bool success = 1;
           string message = 2;
        }
        message OrderItem {
           string item_name = 1;
           string station_name = 2;
           int32 quantity = 3;
        }
        message OrderRequest {
           string order_id = 1;
           string otter_order_id = 2;
           string brand_name = 3;
           repeated OrderItem order_items = 4;
        }
        message OrderResponse {
           bool success = 1;
           string message = 2;
        }
        service OrderService {
           rpc SendOrder (OrderRequest) returns (OrderResponse);
           rpc CancelOrder (CancelOrderRequest) returns (CancelOrderResponse);
        }
        """;

    [Fact]
    public void Orders_are_as_agreed() => Lines(ProtoSchema.Of(typeof(IOrderService))).ShouldBe(Lines(OrdersSchema));

    [Fact]
    public void A_batch_item_is_as_agreed()
    {
        string[] fields =
        [
            "string id = 1;",
            "string station_name = 2;",
            "string item_name = 3;",
            "BatchItemStatus status = 4;",
            "Priority priority = 5;",
            "int32 quantity = 6;",
            "int32 completed_quantity = 7;",
            "int32 cancelled_quantity = 8;",
            "bool is_hand_made = 9;",
            "string note = 10;",
            "repeated string brands = 11;",
            "repeated ServedOrder orders = 12;",
            ".google.protobuf.Timestamp accepts_until = 13;",
            ".google.protobuf.Timestamp created_at = 14;",
            ".google.protobuf.Timestamp started_at = 15;",
            ".google.protobuf.Timestamp completed_at = 16;",
            ".google.protobuf.Timestamp updated_at = 17;",
            "repeated string allowed_actions = 18;",
            "int64 version = 19;",
        ];

        FieldsOf("BatchItem").ShouldBe(fields);
    }

    [Fact]
    public void What_may_be_left_out_is_optional_and_nothing_else_is()
    {
        var optional = Lines(ProtoSchema.Of(typeof(IBatchItemService))).Where(line => line.StartsWith("optional", StringComparison.Ordinal));

        optional.ShouldBe(["optional int32 quantity = 4;", "optional int32 quantity = 5;", "optional string note = 6;"]);
        FieldsOf("CompleteBatchItemRequest")[^1].ShouldBe("optional int32 quantity = 4;");
        FieldsOf("UpdateBatchItemRequest")[^2..].ShouldBe(["optional int32 quantity = 5;", "optional string note = 6;"]);
    }

    [Fact]
    public void Every_action_on_a_batch_item_has_its_guards_under_the_same_numbers()
    {
        string[] actions = ["Start", "Complete", "Recall", "Update", "Cancel"];
        foreach (var message in actions.Select(action => $"{action}BatchItemRequest").Append("AcknowledgeCancellationRequest"))
            FieldsOf(message)[..3].ShouldBe(["string id = 1;", "int64 expected_version = 2;", "string idempotency_key = 3;"]);
    }

    [Fact]
    public void The_board_and_its_events_are_as_agreed()
    {
        var messages = new Dictionary<string, string[]>
        {
            ["GetBoardRequest"] = ["string station = 1;"],
            ["Board"] =
            [
                "int64 sequence = 1;",
                ".google.protobuf.Timestamp at = 2;",
                "repeated BatchItem batch_items = 3;",
                "repeated Order orders = 4;",
            ],
            ["SubscribeRequest"] = ["optional int64 after_sequence = 1;", "string station = 2;"],
            ["SubscribeResponse"] = ["int64 position = 1;", "KitchenEvent event = 2;", "Heartbeat heartbeat = 3;", "bool is_reset = 4;"],
            ["Heartbeat"] = [".google.protobuf.Timestamp at = 1;", "int64 newest_sequence = 2;"],
            ["KitchenEvent"] =
            [
                "int64 sequence = 1;",
                "EventType type = 2;",
                ".google.protobuf.Timestamp occurred_at = 3;",
                "string order_id = 4;",
                "Order order = 5;",
                "BatchItem batch_item = 6;",
            ],
            ["Order"] =
            [
                "string order_id = 1;",
                "string otter_order_id = 2;",
                "string brand_name = 3;",
                "OrderStatus status = 4;",
                "Priority priority = 5;",
                "repeated OrderLine order_items = 6;",
                ".google.protobuf.Timestamp received_at = 7;",
                ".google.protobuf.Timestamp updated_at = 8;",
                "int64 version = 9;",
            ],
            ["OrderLine"] = ["string item_name = 1;", "string station_name = 2;", "int32 quantity = 3;"],
        };

        foreach (var (message, fields) in messages)
            FieldsOf(message, typeof(IEventService)).ShouldBe(fields);
        FieldsOf("BatchItem", typeof(IEventService)).ShouldBe(FieldsOf("BatchItem"));
        BlockOf(typeof(IEventService), "service EventService").ShouldBe(
        [
            "rpc GetBoard (GetBoardRequest) returns (Board);",
            "rpc Subscribe (SubscribeRequest) returns (stream SubscribeResponse);",
        ]);
    }

    [Fact]
    public void The_types_and_statuses_of_events_keep_their_numbers()
    {
        BlockOf(typeof(IEventService), "enum EventType").ShouldBe(
        [
            "EVENT_TYPE_UNSPECIFIED = 0;",
            "EVENT_TYPE_ORDER_RECEIVED = 1;",
            "EVENT_TYPE_ORDER_UPDATED = 2;",
            "EVENT_TYPE_ORDER_IN_PROGRESS = 3;",
            "EVENT_TYPE_ORDER_READY = 4;",
            "EVENT_TYPE_ORDER_HANDED_OFF = 5;",
            "EVENT_TYPE_ORDER_CANCELLED = 6;",
            "EVENT_TYPE_BATCH_ITEM_CREATED = 7;",
            "EVENT_TYPE_BATCH_ITEM_UPDATED = 8;",
            "EVENT_TYPE_BATCH_ITEM_STARTED = 9;",
            "EVENT_TYPE_BATCH_ITEM_COMPLETED = 10;",
            "EVENT_TYPE_BATCH_ITEM_RECALLED = 11;",
            "EVENT_TYPE_BATCH_ITEM_CANCELLED = 12;",
        ]);
        BlockOf(typeof(IEventService), "enum OrderStatus").ShouldBe(
        [
            "ORDER_STATUS_UNSPECIFIED = 0;",
            "ORDER_STATUS_RECEIVED = 1;",
            "ORDER_STATUS_IN_PROGRESS = 2;",
            "ORDER_STATUS_READY = 3;",
            "ORDER_STATUS_HANDED_OFF = 4;",
            "ORDER_STATUS_CANCELLED = 5;",
        ]);
    }

    private static string[] FieldsOf(string message, Type? service = null) => BlockOf(service ?? typeof(IBatchItemService), $"message {message}");

    private static string[] BlockOf(Type service, string head) =>
        [.. Lines(ProtoSchema.Of(service)).SkipWhile(line => line != $"{head} {{").Skip(1).TakeWhile(line => line != "}")];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
