using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Inserts orders as Otter does.</summary>
internal sealed class SourceOrders(string connectionString) : IDisposable
{
    public const string CustomerName = "Frankie P";
    private readonly MongoClient _client = new(connectionString);

    private IMongoDatabase Database => _client.GetDatabase("orbital");

    private IMongoCollection<BsonDocument> Orders => Database.GetCollection<BsonDocument>("orders");

    public Task InsertAsync(params BsonDocument[] documents) => Orders.InsertManyAsync(documents);

    /// <summary>Bytes as they are, also such as no careful client writes.</summary>
    public Task InsertRawAsync(IEnumerable<byte[]> documents) =>
        Database.GetCollection<RawBsonDocument>("orders").InsertManyAsync(documents.Select(document => new RawBsonDocument(document)));

    public IMongoCollection<BsonDocument> In(string collection) => Database.GetCollection<BsonDocument>(collection);

    public Task DropAsync() => Database.DropCollectionAsync("orders");

    public Task DropDatabaseAsync() => _client.DropDatabaseAsync("orbital");

    public Task ReplaceAsync(BsonDocument document) => Orders.ReplaceOneAsync(new BsonDocument("_id", document["_id"]), document);

    public Task SetAsync(string id, string field, BsonValue value) =>
        Orders.UpdateOneAsync(new BsonDocument("_id", id), new BsonDocument("$set", new BsonDocument(field, value)));

    public Task DeleteAsync(string id) => Orders.DeleteOneAsync(new BsonDocument("_id", id));

    public Task<List<BsonDocument>> DeadLettersAsync() =>
        Database.GetCollection<BsonDocument>("orbital_dead_letters").Find(new BsonDocument()).ToListAsync();

    public Task<List<BsonDocument>> CheckpointsAsync() =>
        Database.GetCollection<BsonDocument>("orbital_checkpoints").Find(new BsonDocument()).ToListAsync();

    public static BsonDocument Order(string id, int quantity = 2) => new()
    {
        { "_id", id },
        { "OtterOrderId", "019c52aa-1232-307c-b56d-1a3af34b458c" },
        { "BrandName", "Desayuna" },
        { "CustomerName", CustomerName },
        { "Total", "78.64" },
        {
            "StationOrders", new BsonArray
            {
                new BsonDocument
                {
                    { "OwnStationName", "Burger Plancha Station" },
                    { "OrderItems", new BsonArray { new BsonDocument { { "Name", "Burger" }, { "Quantity", quantity } } } },
                },
            }
        },
    };

    public void Dispose() => _client.Dispose();
}
