using MongoDB.Bson;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// The fields that leave MongoDB: those of an order and no other. The server cuts the documents down, in the stream as in a scan.
/// </summary>
internal static class OrderProjection
{
    /// <summary>The operation of a change that brings no document: another collection was given the name of the watched one.</summary>
    public const string Rename = "rename";

    private static readonly string[] OfEvent = ["documentKey", "operationType", "clusterTime", "wallTime"];

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
    public static BsonDocument OfDocument(SourceFields fields) => Include(With(fields));

    /// <summary>
    /// For a change stream over the database, from which it picks what makes or changes a document of one collection, and the renames by
    /// which another one takes its place. Watching the database instead of the collection keeps the stream alive when the collection is
    /// dropped and made again.
    /// </summary>
    /// <param name="database">The watched database.</param>
    /// <param name="collection">The watched collection.</param>
    /// <param name="fields">What else to read of a document; null for events without their documents, which are never too large.</param>
    public static PipelineDefinition<ChangeStreamDocument<BsonDocument>, RawBsonDocument> OfChanges(
        string database, string collection, SourceFields? fields) =>
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, RawBsonDocument>.Create(
            [
                new BsonDocument("$match", new BsonDocument("$or", new BsonArray
                {
                    new BsonDocument
                    {
                        { "operationType", new BsonDocument("$in", new BsonArray { "insert", "update", "replace" }) },
                        { "ns.coll", collection },
                    },
                    new BsonDocument { { "operationType", Rename }, { "to.db", database }, { "to.coll", collection } },
                })),
                new BsonDocument("$project", Include([.. OfEvent, .. fields is null ? [] : With(fields).Select(field => "fullDocument." + field)])),
            ],
            RawBsonDocumentSerializer.Instance);

    /// <summary>MongoDB refuses a projection that names a field and a part of it: the whole field has it all.</summary>
    private static IEnumerable<string> With(SourceFields fields)
    {
        string[] all = [.. Fields.Concat(fields.Paths).Distinct(StringComparer.Ordinal)];
        return all.Where(path => !all.Any(other => FieldPath.IsWithin(path, other)));
    }

    private static BsonDocument Include(IEnumerable<string> fields) => new(fields.Select(field => new BsonElement(field, 1)));
}
