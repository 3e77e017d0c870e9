using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Polly;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// One document for each order and kitchen in <c>orbital_parked</c>. The filter on term and number is the guard: nothing older ever takes the
/// place of something newer, not even a write that was given up and arrives late.
/// </summary>
internal sealed partial class MongoParkedOrderStore : IParkedOrderStore
{
    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    private static readonly CreateIndexModel<BsonDocument> LongestParkedFirst = new(
        Builders<BsonDocument>.IndexKeys.Ascending("collection").Ascending("kitchen").Ascending("term").Ascending("number"));

    private readonly IMongoCollection<BsonDocument> _parked;
    private readonly OrderFeedOptions _options;
    private readonly TimeProvider _time;
    private readonly IDeadLetterStore _deadLetters;
    private readonly ILogger<MongoParkedOrderStore> _logger;
    private readonly ResiliencePipeline _untilStored;
    private bool _isIndexed;

    public MongoParkedOrderStore(
        MongoConnection mongo, OrderFeedOptions options, IDeadLetterStore deadLetters, TimeProvider time, ILogger<MongoParkedOrderStore> logger)
    {
        _deadLetters = deadLetters;
        _parked = mongo.Database.GetCollection<BsonDocument>("orbital_parked");
        _options = options;
        _time = time;
        _logger = logger;
        _untilStored = UntilStored.Create(time, LogStoreFailed);
    }

    public async Task ParkAsync(ParkedOrder order, long term, CancellationToken cancellationToken)
    {
        var document = ParkedOrderDocument.Of(_options.Collection, order);
        var older = Filter.Eq("_id", document["_id"])
            & (Filter.Lt("term", order.Term) | (Filter.Eq("term", order.Term) & Filter.Lt("number", order.Number)));
        await _untilStored.ExecuteAsync(async token => await CallAsync(call => StoreAsync(document, older, term, call), token), cancellationToken);
    }

    public async Task<IReadOnlyList<ParkedOrder>> ReadAsync(string kitchen, int limit, CancellationToken cancellationToken)
    {
        var mine = Filter.Eq("collection", _options.Collection) & Filter.Eq("kitchen", ParkedOrderDocument.NameOf(kitchen));
        var longestFirst = Builders<BsonDocument>.Sort.Ascending("term").Ascending("number");
        var found = await CallAsync(token => _parked.Find(mine).Sort(longestFirst).Limit(limit).ToListAsync(token), cancellationToken);
        var read = new List<ParkedOrder>(found.Count);
        foreach (var stored in found)
        {
            if (ParkedOrderDocument.TryRead(kitchen, stored, _options.SourceFields, out var problem) is { } order)
                read.Add(order);
            else
                await SetAsideAsync(stored, problem, cancellationToken);
        }

        // Only damaged ones, which are gone now: what stands behind them is still to be read.
        return read.Count == 0 && found.Count > 0 ? await ReadAsync(kitchen, limit, cancellationToken) : read;
    }

    /// <summary>Somebody has edited it so that it cannot be read: people must look, and the orders behind it flow.</summary>
    private async Task SetAsideAsync(BsonDocument stored, string problem, CancellationToken cancellationToken)
    {
        var reason = $"parked order {stored["_id"]} was edited in orbital_parked and cannot be read: {problem}";
        await _deadLetters.AddAsync(
            new DeadLetter
            {
                DocumentId = stored.GetValue("orderId", BsonNull.Value) is BsonString id ? id.Value : null,
                Reason = reason,
                Raw = stored.GetValue("raw", BsonNull.Value) is BsonBinaryData raw ? raw.Bytes : stored.ToBson(),
                At = _time.GetUtcNow(),
            },
            cancellationToken);
        OrderManagementMeter.SetAside.Add(1, new KeyValuePair<string, object?>("reason", "unreadable"));
        LogDamaged(reason);
        // As it was read, by all of its fields: what took its place meanwhile stays.
        var asRead = stored.Where(field => field.Name is "_id" or "term" or "number" or "at")
            .Aggregate(Filter.Empty, (filter, field) => filter & Filter.Eq(field.Name, field.Value));
        await CallAsync(token => _parked.DeleteOneAsync(asRead, token), cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        var byKitchen = new BsonDocument { { "_id", "$kitchen" }, { "orders", new BsonDocument("$sum", 1) } };
        var found = await CallAsync(
            token => _parked.Aggregate().Match(Filter.Eq("collection", _options.Collection)).Group<BsonDocument>(byKitchen).ToListAsync(token),
            cancellationToken);
        return found.Where(kitchen => kitchen["_id"].IsString)
            .ToDictionary(kitchen => kitchen["_id"].AsString, kitchen => kitchen["orders"].ToInt64(), StringComparer.OrdinalIgnoreCase);
    }

    public async Task RemoveAsync(ParkedOrder order, CancellationToken cancellationToken)
    {
        var asGiven = Filter.Eq("_id", ParkedOrderDocument.Key(_options.Collection, order))
            & Filter.Eq("term", order.Term) & Filter.Eq("number", order.Number);
        await _untilStored.ExecuteAsync(async token => await CallAsync(call => _parked.DeleteOneAsync(asGiven, call), token), cancellationToken);
    }

    private async Task<bool> StoreAsync(BsonDocument document, FilterDefinition<BsonDocument> older, long term, CancellationToken cancellationToken)
    {
        await IndexAsync(cancellationToken);
        try
        {
            await _parked.ReplaceOneAsync(older, document, new ReplaceOptions { IsUpsert = true }, cancellationToken);
        }
        catch (MongoWriteException exception) when (exception.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            await CheckAsync(document, term, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// What stands in the place is not older: this very message, when the first answer was lost, or what came behind it. Read by majority, so
    /// that no failover takes it away again.
    /// </summary>
    private async Task CheckAsync(BsonDocument document, long term, CancellationToken cancellationToken)
    {
        var there = await _parked.Find(Filter.Eq("_id", document["_id"])).FirstOrDefaultAsync(cancellationToken);
        if (there is null || PlaceOf(there).CompareTo(PlaceOf(document)) < 0)
            throw new FeedUnavailableException($"what stands for order {document["orderId"]} is not durable yet");
        if (there["term"].ToInt64() > term)
            throw new LeaseLostException($"order {document["orderId"]} was parked in a later term than {term}");
    }

    private static (long Term, long Number) PlaceOf(BsonDocument stored) => (stored["term"].ToInt64(), stored["number"].ToInt64());

    /// <summary>Only where orders are ever parked.</summary>
    private async Task IndexAsync(CancellationToken cancellationToken)
    {
        if (_isIndexed)
            return;
        await _parked.Indexes.CreateOneAsync(LongestParkedFirst, cancellationToken: cancellationToken);
        _isIndexed = true;
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        MongoFailures.TranslateAsync(call, _options.ReplyTimeout, _time, cancellationToken);

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: set aside: {Reason}")]
    private partial void LogDamaged(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An order could not be parked, or removed when its kitchen had it: {Problem}; next attempt in {Delay}")]
    private partial void LogStoreFailed(string problem, TimeSpan delay);
}
