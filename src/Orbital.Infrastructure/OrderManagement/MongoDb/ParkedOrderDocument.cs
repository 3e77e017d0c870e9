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

    /// <summary>Null when somebody has edited it so that it is none; <paramref name="problem"/> says what is wrong then.</summary>
    public static ParkedOrder? TryRead(string kitchen, BsonDocument stored, SourceFields fields, out string problem)
    {
        problem = "";
        try
        {
            return Read(kitchen, stored, fields);
        }
        catch (Exception exception) when (exception is InvalidCastException or KeyNotFoundException or NotSupportedException or FormatException or OverflowException)
        {
            problem = Expected.FirstOrDefault(field => !field.Types.Contains(stored.GetValue(field.Name, BsonUndefined.Value).BsonType)) is { Name: { } name } wrong
                ? $"{name} must be of BSON type {wrong.Types[0]}, was {stored.GetValue(name, BsonUndefined.Value).BsonType}"
                : $"order must hold otterOrderId, brandName and items of item, station and quantity ({exception.Message})";
            return null;
        }
    }

    private static readonly (string Name, BsonType[] Types)[] Expected =
    [
        ("orderId", [BsonType.String]), ("term", [BsonType.Int64, BsonType.Int32, BsonType.Double]), ("number", [BsonType.Int64, BsonType.Int32, BsonType.Double]),
        ("at", [BsonType.DateTime]), ("isPart", [BsonType.Boolean]), ("isUpdate", [BsonType.Boolean]), ("raw", [BsonType.Binary]),
        ("position", [BsonType.String, BsonType.Null]),
    ];

    private static ParkedOrder Read(string kitchen, BsonDocument stored, SourceFields fields)
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
