using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>One document for each watched collection in <c>orbital_checkpoints</c>; the filter on the term is the guard.</summary>
internal sealed partial class MongoCheckpointStore(
    MongoConnection mongo, OrderFeedOptions options, TimeProvider time, ILogger<MongoCheckpointStore> logger) : ICheckpointStore
{
    private const int DuplicateKey = 11000;

    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    private static readonly UpdateDefinitionBuilder<BsonDocument> Update = Builders<BsonDocument>.Update;
    private readonly IMongoCollection<BsonDocument> _checkpoints = mongo.Database.GetCollection<BsonDocument>(CheckpointDocument.Collection);
    private DateTimeOffset? _savedReading;

    public async Task<FeedCheckpoint?> LoadAsync(Lease lease, CancellationToken cancellationToken)
    {
        await MendTermAsync(cancellationToken);
        var saved = await WriteAsync(lease, Update.Set("term", lease.Term).Set("holder", lease.Holder), cancellationToken);
        var checkpoint = CheckpointDocument.Read(saved, problem => LogDamaged(options.Collection, problem));
        _savedReading = checkpoint?.Reading?.Since;
        return checkpoint;
    }

    public async Task SaveAsync(FeedCheckpoint checkpoint, Lease lease, CancellationToken cancellationToken)
    {
        var reading = checkpoint.Reading;
        var update = Update
            .Set("position", checkpoint.Position.Token)
            .Set("term", lease.Term)
            .Set("holder", lease.Holder)
            .Set("savedAt", time.GetUtcNow().UtcDateTime);
        if (reading is null)
            update = update.Unset("reading");
        else if (reading.Since == _savedReading)
            // What an operator decides beside us stays.
            update = update.Set("reading.after", CheckpointDocument.WriteAfter(reading));
        else
            update = update.Set("reading", CheckpointDocument.Write(reading));
        await WriteAsync(lease, update, cancellationToken);
        _savedReading = reading?.Since;
    }

    public async Task<bool> DecideAsync(UnknownDocuments decision, CancellationToken cancellationToken)
    {
        var unfinished = Mine & Filter.Eq("reading.second", true);
        var result = await MongoFailures.TranslateAsync(
            token => _checkpoints.UpdateOneAsync(unfinished, Update.Set("reading.unknown", decision.ToString()), null, token),
            options.ReplyTimeout, time, cancellationToken);
        return result.MatchedCount == 1;
    }

    private FilterDefinition<BsonDocument> Mine => Filter.Eq("_id", options.Collection);

    /// <summary>A term that is no number is never "earlier", so no listener could ever work again.</summary>
    private async Task MendTermAsync(CancellationToken cancellationToken)
    {
        var damaged = await MongoFailures.TranslateAsync(
            token => _checkpoints.Find(Mine & Filter.Not(Filter.Type("term", "number"))).FirstOrDefaultAsync(token),
            options.ReplyTimeout, time, cancellationToken);
        if (damaged is null)
            return;
        LogDamaged(options.Collection, "term must be a number");
        await MongoFailures.TranslateAsync(
            token => _checkpoints.UpdateOneAsync(Mine & Filter.Not(Filter.Type("term", "number")), Update.Set("term", 0L), null, token),
            options.ReplyTimeout, time, cancellationToken);
    }

    /// <returns>The checkpoint as it is now.</returns>
    private Task<BsonDocument> WriteAsync(Lease lease, UpdateDefinition<BsonDocument> update, CancellationToken cancellationToken)
    {
        var filter = Mine & Filter.Lte("term", lease.Term);
        var upsert = new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After };
        return MongoFailures.TranslateAsync(
            async token =>
            {
                try
                {
                    return await mongo.WriteAsync(session => _checkpoints.FindOneAndUpdateAsync(session, filter, update, upsert, token), token);
                }
                catch (MongoCommandException exception) when (exception.Code == DuplicateKey)
                {
                    // The document exists and is not of this term or before: the upsert ran into its id.
                    throw new LeaseLostException($"a term after {lease.Term} has begun");
                }
            },
            options.ReplyTimeout, time, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: the checkpoint of {Collection} in orbital_checkpoints was edited: {Problem}")]
    private partial void LogDamaged(string collection, string problem);
}
