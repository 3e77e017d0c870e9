using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;
using Polly;
using Polly.Retry;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>One document for each source document in <c>orbital_dead_letters</c>.</summary>
internal sealed partial class MongoDeadLetterStore : IDeadLetterStore
{
    private readonly IMongoCollection<BsonDocument> _letters;
    private readonly OrderFeedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MongoDeadLetterStore> _logger;
    private readonly ResiliencePipeline _untilStored;

    public MongoDeadLetterStore(MongoConnection mongo, OrderFeedOptions options, TimeProvider time, ILogger<MongoDeadLetterStore> logger)
    {
        _letters = mongo.Database.GetCollection<BsonDocument>("orbital_dead_letters");
        _options = options;
        _time = time;
        _logger = logger;
        _untilStored = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(ForEver()).Build();
    }

    public async Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        // A document has one letter, however often it comes again. One without a readable id is known by its bytes.
        var key = letter.DocumentId ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(letter.Raw.Span))}";
        var document = new BsonDocument
        {
            { "_id", $"{_options.Collection}/{key}" },
            { "collection", _options.Collection },
            { "documentId", Value(letter.DocumentId) },
            { "reason", letter.Reason },
            { "attempts", letter.Attempts },
            { "at", letter.At.UtcDateTime },
            { "position", Value(letter.Position?.Token) },
            { "raw", new BsonBinaryData(letter.Raw.ToArray()) },
        };
        await _untilStored.ExecuteAsync(async token => await StoreAsync(document, token), cancellationToken);
    }

    private async ValueTask StoreAsync(BsonDocument document, CancellationToken cancellationToken) =>
        await MongoFailures.TranslateAsync(
            token => _letters.ReplaceOneAsync(
                Builders<BsonDocument>.Filter.Eq("_id", document["_id"]), document, new ReplaceOptions { IsUpsert = true }, token),
            _options.ReplyTimeout, _time, cancellationToken);

    private RetryStrategyOptions ForEver() => new()
    {
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = new PredicateBuilder().Handle<FeedUnavailableException>(),
        DelayGenerator = retry => ValueTask.FromResult<TimeSpan?>(BackOffSchedule.DelayAfter(retry.AttemptNumber + 1)),
        OnRetry = retry =>
        {
            LogStoreFailed(retry.Outcome.Exception!.Message, retry.RetryDelay);
            return ValueTask.CompletedTask;
        },
    };

    private static BsonValue Value(string? text) => text is null ? BsonNull.Value : text;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A document could not be set aside: {Problem}; next attempt in {Delay}")]
    private partial void LogStoreFailed(string problem, TimeSpan delay);
}
