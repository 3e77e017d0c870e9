using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// One document for each watched collection in <c>orbital_leases</c>. Every time in it is the server's: read just before the write, so an end is
/// never judged too early. A clock that was wrong, or a hand, may have written an end that never comes: then a lease that nobody renews for as long
/// as it holds, counted here, is taken all the same.
/// </summary>
internal sealed partial class MongoListenerLease(
    MongoConnection mongo, OrderFeedOptions options, TimeProvider time, ILogger<MongoListenerLease> logger) : IListenerLease
{
    private const int DuplicateKey = 11000;
    private const int TypeMismatch = 14;
    private const double LongestMilliseconds = 3_600_000;

    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    private readonly IMongoCollection<BsonDocument> _leases = mongo.Database.GetCollection<BsonDocument>("orbital_leases");
    private readonly IMongoCollection<BsonDocument> _checkpoints = mongo.Database.GetCollection<BsonDocument>(CheckpointDocument.Collection);
    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private BsonDocument? _seen;
    private long _seenAt;

    public Task<Lease?> TryAcquireAsync(TimeSpan duration, CancellationToken cancellationToken) => CallAsync(
        async token =>
        {
            var now = await mongo.GetServerTimeAsync(token);
            var term = await TakeFreeAsync(now, duration, token) ?? await TakeSilentAsync(now, duration, token);
            return term is { } taken ? new Lease(await RaiseAsync(taken, token), _holder) : null;
        },
        cancellationToken);

    public Task<bool> TryRenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) => CallAsync(
        async token =>
        {
            var now = await mongo.GetServerTimeAsync(token);
            return await UpdateMineAsync(lease.Term, Builders<BsonDocument>.Update.Set("expiresAt", now + duration), token);
        },
        cancellationToken);

    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) => CallAsync(
        token => UpdateMineAsync(lease.Term, Builders<BsonDocument>.Update.Set("expiresAt", DateTime.UnixEpoch), token), cancellationToken);

    /// <summary>The term of a lease that nobody holds; null when it is held, or holds no term.</summary>
    private async Task<long?> TakeFreeAsync(DateTime now, TimeSpan duration, CancellationToken cancellationToken)
    {
        var free = Mine & Filter.Lt("expiresAt", now);
        var take = Builders<BsonDocument>.Update.Inc("term", 1L)
            .Set("holder", _holder).Set("expiresAt", now + duration).Set("durationMs", (long)duration.TotalMilliseconds);
        var upsert = new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After };
        try
        {
            var taken = await mongo.WriteAsync(session => _leases.FindOneAndUpdateAsync(session, free, take, upsert, cancellationToken), cancellationToken);
            return taken["term"].ToInt64();
        }
        catch (MongoCommandException exception) when (exception.Code is DuplicateKey or TypeMismatch)
        {
            // The document exists and is not free: the upsert ran into its id. Or its term is no number.
            return null;
        }
    }

    /// <summary>The term of a lease that has not changed for as long as it holds; null while it has not been watched so long.</summary>
    private async Task<long?> TakeSilentAsync(DateTime now, TimeSpan duration, CancellationToken cancellationToken)
    {
        var held = await _leases.Find(Mine).FirstOrDefaultAsync(cancellationToken);
        if (held is null || held != _seen)
        {
            (_seen, _seenAt) = (held, time.GetTimestamp());
            return null;
        }

        var theirs = held.GetValue("durationMs", BsonNull.Value) is { IsNumeric: true } length
            ? TimeSpan.FromMilliseconds(Math.Clamp(length.ToDouble(), 0, LongestMilliseconds))
            : duration;
        if (time.GetElapsedTime(_seenAt) <= (theirs > duration ? theirs : duration))
            return null;
        LogSilent(
            held.GetValue("holder", BsonNull.Value).ToString(), held.GetValue("expiresAt", BsonNull.Value).ToString(),
            held.GetValue("term", BsonNull.Value).ToString());
        // Any number of before is less.
        var term = held.GetValue("term", BsonNull.Value) is { IsNumeric: true } before ? before.ToInt64() + 1 : new DateTimeOffset(now).ToUnixTimeSeconds();
        var take = Builders<BsonDocument>.Update.Set("term", term)
            .Set("holder", _holder).Set("expiresAt", now + duration).Set("durationMs", (long)duration.TotalMilliseconds);
        var asSeen = Mine & Same(held, "term") & Same(held, "holder") & Same(held, "expiresAt");
        var result = await mongo.WriteAsync(session => _leases.UpdateOneAsync(session, asSeen, take, null, cancellationToken), cancellationToken);
        return result.MatchedCount == 1 ? term : null;
    }

    /// <summary>
    /// A lease that was made anew begins at term 1. The checkpoint has seen later ones, and what is written under earlier ones is refused.
    /// </summary>
    private async Task<long> RaiseAsync(long term, CancellationToken cancellationToken)
    {
        var checkpoint = await _checkpoints.Find(Mine).Project(new BsonDocument("term", 1)).FirstOrDefaultAsync(cancellationToken);
        if (checkpoint?.GetValue("term", BsonNull.Value) is not { IsNumeric: true } seen || seen.ToInt64() <= term)
            return term;
        var next = seen.ToInt64() + 1;
        return await UpdateMineAsync(term, Builders<BsonDocument>.Update.Set("term", next), cancellationToken) ? next : term;
    }

    private async Task<bool> UpdateMineAsync(long term, UpdateDefinition<BsonDocument> update, CancellationToken cancellationToken)
    {
        var mine = Mine & Filter.Eq("term", term) & Filter.Eq("holder", _holder);
        var result = await mongo.WriteAsync(session => _leases.UpdateOneAsync(session, mine, update, null, cancellationToken), cancellationToken);
        return result.MatchedCount == 1;
    }

    private FilterDefinition<BsonDocument> Mine => Filter.Eq("_id", options.Collection);

    private static FilterDefinition<BsonDocument> Same(BsonDocument seen, string field) => Filter.Eq(field, seen.GetValue(field, BsonNull.Value));

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        MongoFailures.TranslateAsync(call, options.ReplyTimeout, time, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The lease of {Holder} (term {Term}) names the end {End} and was not renewed for as long as it holds; it is taken")]
    private partial void LogSilent(string? holder, string? end, string? term);
}
