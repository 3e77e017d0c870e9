using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>One document for each watched collection in <c>orbital_checkpoints</c>; the filter on the term is the guard.</summary>
internal sealed class MongoCheckpointStore(MongoConnection mongo, OrderFeedOptions options, TimeProvider time) : ICheckpointStore
{
    private const int DuplicateKey = 11000;

    private readonly IMongoCollection<BsonDocument> _checkpoints = mongo.Database.GetCollection<BsonDocument>("orbital_checkpoints");

    public async Task<FeedPosition?> LoadAsync(Lease lease, CancellationToken cancellationToken)
    {
        var saved = await WriteAsync(lease, Builders<BsonDocument>.Update.Set("term", lease.Term).Set("holder", lease.Holder), cancellationToken);
        return saved.TryGetValue("position", out var position) ? new FeedPosition(position.AsString) : null;
    }

    public Task SaveAsync(FeedPosition position, Lease lease, CancellationToken cancellationToken) => WriteAsync(
        lease,
        Builders<BsonDocument>.Update
            .Set("position", position.Token)
            .Set("term", lease.Term)
            .Set("holder", lease.Holder)
            .Set("savedAt", time.GetUtcNow().UtcDateTime),
        cancellationToken);

    /// <returns>The checkpoint as it is now.</returns>
    private Task<BsonDocument> WriteAsync(Lease lease, UpdateDefinition<BsonDocument> update, CancellationToken cancellationToken)
    {
        var filter = Builders<BsonDocument>.Filter.Eq("_id", options.Collection) & Builders<BsonDocument>.Filter.Lte("term", lease.Term);
        var upsert = new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After };
        return MongoFailures.TranslateAsync(
            async token =>
            {
                try
                {
                    return await _checkpoints.FindOneAndUpdateAsync(filter, update, upsert, token);
                }
                catch (MongoCommandException exception) when (exception.Code == DuplicateKey)
                {
                    // The document exists and is not of this term or before: the upsert ran into its id.
                    throw new LeaseLostException($"a term after {lease.Term} has begun");
                }
            },
            options.ReplyTimeout, time, cancellationToken);
    }
}
