using MongoDB.Bson;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>A parked order as it is stored: its change with the projected bytes, from which it is read again.</summary>
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
            Change = OrderChanges.Read(position, document, document, fields, stored["isUpdate"].AsBoolean),
        };
    }
}
