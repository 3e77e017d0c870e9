using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;
using Polly;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>One document for each source document in <c>orbital_dead_letters</c>.</summary>
internal sealed partial class MongoDeadLetterStore : IDeadLetterStore
{
    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    private static readonly CreateIndexModel<BsonDocument> NewestFirst =
        new(Builders<BsonDocument>.IndexKeys.Ascending("collection").Descending("at").Descending("_id"));

    private readonly IMongoCollection<BsonDocument> _letters;
    private readonly IMongoCollection<RawBsonDocument> _source;
    private readonly OrderFeedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MongoDeadLetterStore> _logger;
    private readonly ResiliencePipeline _untilStored;
    private bool _isIndexed;

    public MongoDeadLetterStore(MongoConnection mongo, OrderFeedOptions options, TimeProvider time, ILogger<MongoDeadLetterStore> logger)
    {
        _letters = mongo.Database.GetCollection<BsonDocument>("orbital_dead_letters");
        _source = mongo.Database.GetCollection<RawBsonDocument>(options.Collection);
        _options = options;
        _time = time;
        _logger = logger;
        _untilStored = UntilStored.Create(time, LogStoreFailed);
    }

    public async Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var document = DeadLetterDocument.Of(_options.Collection, letter);
        await _untilStored.ExecuteAsync(async token => await StoreAsync(document, token), cancellationToken);
    }

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, DeadLetterPlace? after, CancellationToken cancellationToken)
    {
        var filter = Filter.Eq("collection", _options.Collection);
        if (after is { At.UtcDateTime: var at, Id: var id })
            filter &= Filter.Lt("at", at) | (Filter.Eq("at", at) & Filter.Lt("_id", DeadLetterDocument.Key(_options.Collection, id)));
        var newestFirst = Builders<BsonDocument>.Sort.Descending("at").Descending("_id");
        var found = await MongoFailures.TranslateAsync(
            async token =>
            {
                await IndexAsync(token);
                return await _letters.Find(filter).Sort(newestFirst).Limit(limit).Project(DeadLetterDocument.Summary).ToListAsync(token);
            },
            _options.ReplyTimeout, _time, cancellationToken);
        return [.. found.Select(letter => DeadLetterDocument.Read(_options.Collection, letter))];
    }

    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var found = await MongoFailures.TranslateAsync(
            token => _letters.Find(Filter.Eq("_id", DeadLetterDocument.Key(_options.Collection, id))).FirstOrDefaultAsync(token),
            _options.ReplyTimeout, _time, cancellationToken);
        return found is null ? null : DeadLetterDocument.Read(_options.Collection, found);
    }

    public async Task<OrderChange> ReadDocumentAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var ids = DeadLetterDocument.PossibleIds(letter);
        var find = new FindOptions<RawBsonDocument, RawBsonDocument> { Projection = OrderProjection.OfDocument(_options.SourceFields), Limit = 1 };
        var found = await MongoFailures.TranslateAsync(
            async token => await (await _source.FindAsync(Builders<RawBsonDocument>.Filter.In("_id", ids), find, token)).FirstOrDefaultAsync(token),
            _options.ReplyTimeout, _time, cancellationToken);
        if (found is null && !DeadLetterDocument.IsWhole(letter))
            return new OrderChange { DocumentId = letter.DocumentId, Raw = letter.Raw, Unreadable = new Rejection("document", "is gone, and only its beginning was kept") };
        var document = found ?? new RawBsonDocument(letter.Raw.ToArray());
        return OrderChanges.Read(letter.Position, document, document, _options.SourceFields, isUpdate: true);
    }

    public async Task<bool> RemoveAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var asGiven = Filter.Eq("_id", DeadLetterDocument.Key(_options.Collection, letter.Id)) & Filter.Eq("at", letter.At.UtcDateTime);
        var removed = await MongoFailures.TranslateAsync(
            token => _letters.DeleteOneAsync(asGiven, token), _options.ReplyTimeout, _time, cancellationToken);
        return removed.DeletedCount > 0;
    }

    /// <summary>Letters are rare and large: the index costs nothing, and without it a page is sorted in memory, whole.</summary>
    private async Task IndexAsync(CancellationToken cancellationToken)
    {
        if (_isIndexed)
            return;
        await _letters.Indexes.CreateOneAsync(NewestFirst, cancellationToken: cancellationToken);
        _isIndexed = true;
    }

    private async ValueTask StoreAsync(BsonDocument document, CancellationToken cancellationToken) =>
        await MongoFailures.TranslateAsync(
            token => _letters.ReplaceOneAsync(
                Builders<BsonDocument>.Filter.Eq("_id", document["_id"]), document, new ReplaceOptions { IsUpsert = true }, token),
            _options.ReplyTimeout, _time, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A document could not be set aside: {Problem}; next attempt in {Delay}")]
    private partial void LogStoreFailed(string problem, TimeSpan delay);
}
