using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Orbital.AppHost.Samples;

/// <summary>The documents of <c>samples/orders.json</c>, over and over, each time as a new order.</summary>
internal sealed class SampleOrders
{
    // Both kinds of id occur in the field, so both occur here.
    private const int EveryNthIdIsAString = 4;

    private readonly IReadOnlyList<BsonDocument> _documents;
    private int _count;

    private SampleOrders(IReadOnlyList<BsonDocument> documents) => _documents = documents;

    public static string DefaultPath => Repository.PathOf("samples", "orders.json");

    public static SampleOrders Load(string path)
    {
        using var reader = new MongoDB.Bson.IO.JsonReader(File.ReadAllText(path));
        var documents = BsonSerializer.Deserialize<BsonArray>(reader).Select(value => value.AsBsonDocument).ToList();
        return documents.Count > 0 ? new SampleOrders(documents) : throw new HostFailure($"{path} holds no orders.");
    }

    /// <summary>The next document, under ids that no order had before.</summary>
    public BsonDocument Next()
    {
        var document = (BsonDocument)_documents[_count % _documents.Count].DeepClone();
        var id = ObjectId.GenerateNewId();
        document["_id"] = ++_count % EveryNthIdIsAString == 0 ? id.ToString() : id;
        document["OtterOrderId"] = Guid.CreateVersion7().ToString();
        return document;
    }
}
