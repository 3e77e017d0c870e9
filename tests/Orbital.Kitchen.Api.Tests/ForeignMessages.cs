using System.Text;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Messages of another contract, or of none: service, method, bytes in hexadecimal, and what is answered.</summary>
internal static class ForeignMessages
{
    public const string Orders = "orbital.orders.v1.OrderService";
    public const string BatchItems = "orbital.kitchen.v1.BatchItemService";
    public const string Events = "orbital.kitchen.v1.EventService";

    private static readonly string Names = Text(1, "B") + Text(2, "G");
    private static readonly string Line = Part(4, Names + Number(3, 1));

    /// <summary>The wire types are not those of the contract, or there is no message at all.</summary>
    public static TheoryData<string, string, string, string> Undecodable => new()
    {
        { Orders, "SendOrder", Number(1, 5), "the bytes are not a valid OrderRequest" },
        { Orders, "SendOrder", Text(1, "a") + Number(4, 5), "the bytes are not a valid OrderRequest" },
        { Orders, "SendOrder", Text(1, "a") + Part(4, Names + Text(3, "1")), "the bytes are not a valid OrderRequest" },
        { Orders, "SendOrder", "0A7F41", "the bytes are not a valid OrderRequest" }, // a text that is longer than the message
        { Orders, "SendOrder", "FFFFFFFFFFFFFFFFFFFFFF", "the bytes are not a valid OrderRequest" }, // a number without an end
        { Orders, "SendOrder", "0B", "the bytes are not a valid OrderRequest" }, // a group without an end
        { Orders, "CancelOrder", "0D01020304", "the bytes are not a valid CancelOrderRequest" }, // the id as four bytes
        { BatchItems, "ListBatchItems", Part(5, "08"), "the bytes are not a valid ListBatchItemsRequest" }, // half a time
        { BatchItems, "CreateBatchItem", Names + Text(3, "1"), "the bytes are not a valid CreateBatchItemRequest" },
        { BatchItems, "CompleteBatchItem", Text(4, "1"), "the bytes are not a valid CompleteBatchItemRequest" },
        { Events, "GetBoard", Number(1, 1), "the bytes are not a valid GetBoardRequest" },
        { Events, "Subscribe", Text(1, "1"), "the bytes are not a valid SubscribeRequest" },
    };

    /// <summary>What the contract has no value for.</summary>
    public static TheoryData<string, string, string, string> Undefined => new()
    {
        { BatchItems, "ListBatchItems", Number(3, 99), "statuses[0] must be a status of a batch item, was 99" },
        { BatchItems, "ListBatchItems", Part(3, "0163"), "statuses[1] must be a status of a batch item, was 99" },
        { BatchItems, "CreateBatchItem", Names + Number(3, 1) + Number(4, 99), "priority must be normal or rush, was 99" },
        { BatchItems, "UpdateBatchItem", Text(1, $"{Guid.Empty}") + Number(4, 99), "priority must be normal or rush, was 99" },
        { Orders, "SendOrder", Part(1, "C328") + Line, "order_id must be UTF-8 text" },
        { Orders, "SendOrder", Text(1, "a") + Line + Part(4, Text(1, "Café") + Part(2, "E282")), "order_items[1].station_name must be UTF-8 text" },
        { Orders, "CancelOrder", Part(1, "FF"), "order_id must be UTF-8 text" },
        { BatchItems, "CreateBatchItem", Names + Number(3, 1) + Part(5, "EDA080"), "note must be UTF-8 text" },
        { BatchItems, "StartBatchItem", Text(1, $"{Guid.Empty}") + Part(3, "C0AF"), "idempotency_key must be UTF-8 text" },
        { Events, "Subscribe", Part(2, "C3"), "station must be UTF-8 text" },
    };

    /// <summary>For each method the fields that it cannot do without.</summary>
    public static TheoryData<string, string, string, string> Missing => new()
    {
        { Orders, "SendOrder", "", "order_items must have at least one item" },
        { Orders, "SendOrder", Text(1, "a"), "order_items must have at least one item" },
        { Orders, "SendOrder", Line, "order_id is required" },
        { Orders, "SendOrder", Text(1, "a") + Part(4, ""), "order_items[0].item_name is required" },
        { Orders, "SendOrder", Text(1, "a") + Part(4, Text(2, "G") + Number(3, 1)), "order_items[0].item_name is required" },
        { Orders, "SendOrder", Text(1, "a") + Line + Part(4, Text(1, "B") + Number(3, 1)), "order_items[1].station_name is required" },
        { Orders, "SendOrder", Text(1, "a") + Part(4, Names), "order_items[0].quantity must be at least 1, was 0" },
        { Orders, "CancelOrder", "", "order_id is required" },
        { BatchItems, "GetBatchItem", "", "id must be a UUID" },
        { BatchItems, "CreateBatchItem", "", "station_name is required" },
        { BatchItems, "CreateBatchItem", Text(2, "G") + Number(3, 1), "station_name is required" },
        { BatchItems, "CreateBatchItem", Text(1, "B") + Number(3, 1), "item_name is required" },
        { BatchItems, "CreateBatchItem", Names, "quantity must be at least 1, was 0" },
        { BatchItems, "StartBatchItem", "", "id must be a UUID" },
        { BatchItems, "CompleteBatchItem", "", "id must be a UUID" },
        { BatchItems, "RecallBatchItem", "", "id must be a UUID" },
        { BatchItems, "AcknowledgeCancellation", "", "id must be a UUID" },
        { BatchItems, "UpdateBatchItem", "", "id must be a UUID" },
        { BatchItems, "CancelBatchItem", "", "id must be a UUID" },
    };

    /// <summary>Service and method: an empty message asks for all there is.</summary>
    public static TheoryData<string, string> WithoutRequiredFields => new()
    {
        { BatchItems, "ListBatchItems" },
        { Events, "GetBoard" },
        { Events, "Subscribe" },
    };

    public static string Text(int field, string text) => Part(field, Convert.ToHexString(Encoding.UTF8.GetBytes(text)));

    /// <summary>A field with a length, of what these bytes are.</summary>
    public static string Part(int field, string bytes) => $"{(field << 3) | 2:X2}{bytes.Length / 2:X2}{bytes}";

    public static string Number(int field, byte value) => $"{field << 3:X2}{value:X2}";
}
