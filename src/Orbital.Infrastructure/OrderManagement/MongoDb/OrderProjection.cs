using MongoDB.Bson;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// The fields that leave MongoDB: those of an order and no other. The server cuts the documents down, in the stream as in a scan.
/// </summary>
internal static class OrderProjection
{
    private static readonly string[] Fields =
    [
        "_id",
        "OtterOrderId",
        "BrandName",
        "StationOrders.OwnStationName",
        "StationOrders.OrderItems.Name",
        "StationOrders.OrderItems.Quantity",
    ];

    /// <summary>For <c>find</c>.</summary>
    public static BsonDocument OfDocument { get; } = Include(Fields);

    /// <summary>
    /// For a change stream over the database, from which it picks the inserts into one collection. Watching the database instead of
    /// the collection keeps the stream alive when the collection is dropped and made again.
    /// </summary>
    public static PipelineDefinition<ChangeStreamDocument<BsonDocument>, RawBsonDocument> OfInserts(string collection) =>
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, RawBsonDocument>.Create(
            [
                new BsonDocument("$match", new BsonDocument { { "operationType", "insert" }, { "ns.coll", collection } }),
                new BsonDocument("$project", Include(["documentKey", .. Fields.Select(field => "fullDocument." + field)])),
            ],
            RawBsonDocumentSerializer.Instance);

    private static BsonDocument Include(IEnumerable<string> fields) => new(fields.Select(field => new BsonElement(field, 1)));
}
