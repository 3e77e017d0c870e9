using MongoDB.Bson;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>A parked order as it is stored: what the kitchen gets, and the projected bytes of its change, for the dead letters.</summary>
internal static class ParkedOrderDocument
{
    /// <summary>Names of kitchens count in any case of letters; MongoDB compares them letter by letter.</summary>
    public static string NameOf(string kitchen) => kitchen.ToLowerInvariant();

    public static string Key(string collection, ParkedOrder order) => $"{collection}/{NameOf(order.Kitchen)}/{order.OrderId}";

    public static BsonDocument Of(string collection, ParkedOrder order) => new()
    {
        { "_id", Key(collection, order) },
        { "collection", collection },
        { "kitchen", NameOf(order.Kitchen) },
        { "orderId", order.OrderId },
        { "term", order.Term },
        { "number", order.Number },
        { "at", order.At.UtcDateTime },
        { "order", order.Order is { } part ? OfOrder(part) : BsonNull.Value },
        { "isPart", order.IsPart },
        { "isUpdate", order.Change.IsUpdate },
        { "position", order.Change.Position is { } position ? position.Token : BsonNull.Value },
        { "raw", new BsonBinaryData(order.Change.Raw.ToArray()) },
    };

    public static ParkedOrder Read(string kitchen, BsonDocument stored, SourceFields fields)
    {
        var document = new RawBsonDocument(stored["raw"].AsByteArray);
        var position = stored["position"] is BsonString token ? new FeedPosition(token.Value) : null;
        return new ParkedOrder
        {
            Kitchen = kitchen,
            OrderId = stored["orderId"].AsString,
            Term = stored["term"].ToInt64(),
            Number = stored["number"].ToInt64(),
            At = new DateTimeOffset(stored["at"].ToUniversalTime()),
            Order = stored["order"] is BsonDocument order ? ReadOrder(stored["orderId"].AsString, order) : null,
            IsPart = stored["isPart"].AsBoolean,
            Change = OrderChanges.Read(position, document, document, fields, stored["isUpdate"].AsBoolean),
        };
    }

    private static BsonDocument OfOrder(Order order) => new()
    {
        { "otterOrderId", order.OtterOrderId },
        { "brandName", order.BrandName },
        {
            "items",
            new BsonArray(order.Items.Select(item => new BsonDocument
            {
                { "item", item.ItemName }, { "station", item.StationName }, { "quantity", item.Quantity },
            }))
        },
    };

    private static Order ReadOrder(string id, BsonDocument stored) => new(
        id,
        stored["otterOrderId"].AsString,
        stored["brandName"].AsString,
        [.. stored["items"].AsBsonArray.Select(item => new OrderItem(item["item"].AsString, item["station"].AsString, item["quantity"].AsInt32))]);
}
