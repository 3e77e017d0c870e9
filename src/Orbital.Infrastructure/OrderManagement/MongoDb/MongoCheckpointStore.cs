using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>One document for each watched collection in <c>orbital_checkpoints</c>; the filter on the term is the guard.</summary>
internal sealed class MongoCheckpointStore(MongoConnection mongo, OrderFeedOptions options, TimeProvider time) : ICheckpointStore
{
    private readonly IMongoCollection<BsonDocument> _checkpoints = mongo.Database.GetCollection<BsonDocument>("orbital_checkpoints");

    public async Task<FeedPosition?> LoadAsync(CancellationToken cancellationToken)
    {
        var saved = await MongoFailures.TranslateAsync(
            token => _checkpoints.Find(Builders<BsonDocument>.Filter.Eq("_id", options.Collection)).FirstOrDefaultAsync(token),
            options.ReplyTimeout, time, cancellationToken);
        return saved is null ? null : new FeedPosition(saved["position"].AsString);
    }

    public Task SaveAsync(FeedPosition position, Lease lease, CancellationToken cancellationToken)
    {
        var filter = Builders<BsonDocument>.Filter.Eq("_id", options.Collection) & Builders<BsonDocument>.Filter.Lte("term", lease.Term);
        var update = Builders<BsonDocument>.Update
            .Set("position", position.Token)
            .Set("term", lease.Term)
            .Set("holder", lease.Holder)
            .Set("savedAt", time.GetUtcNow().UtcDateTime);
        return MongoFailures.TranslateAsync(
            async token =>
            {
                try
                {
                    return await _checkpoints.UpdateOneAsync(filter, update, new UpdateOptions { IsUpsert = true }, token);
                }
                catch (MongoWriteException exception) when (exception.WriteError?.Category == ServerErrorCategory.DuplicateKey)
                {
                    throw new LeaseLostException($"a checkpoint of a later term than {lease.Term} exists");
                }
            },
            options.ReplyTimeout, time, cancellationToken);
    }
}
