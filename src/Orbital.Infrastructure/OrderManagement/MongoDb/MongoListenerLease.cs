using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// One document for each watched collection in <c>orbital_leases</c>. Every time in it is the server's: read just before the write,
/// so an end is never judged too early.
/// </summary>
internal sealed class MongoListenerLease(MongoConnection mongo, OrderFeedOptions options, TimeProvider time) : IListenerLease
{
    private const int DuplicateKey = 11000;

    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    private readonly IMongoCollection<BsonDocument> _leases = mongo.Database.GetCollection<BsonDocument>("orbital_leases");
    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    public Task<Lease?> TryAcquireAsync(TimeSpan duration, CancellationToken cancellationToken) => CallAsync(
        async token =>
        {
            var now = await mongo.GetServerTimeAsync(token);
            var free = Filter.Eq("_id", options.Collection) & Filter.Lt("expiresAt", now);
            var take = Builders<BsonDocument>.Update.Inc("term", 1L).Set("holder", _holder).Set("expiresAt", now + duration);
            var upsert = new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After };
            try
            {
                var taken = await _leases.FindOneAndUpdateAsync(free, take, upsert, token);
                return new Lease(taken["term"].ToInt64(), _holder);
            }
            catch (MongoCommandException exception) when (exception.Code == DuplicateKey)
            {
                // The document exists and is not free: the upsert ran into its id.
                return null;
            }
        },
        cancellationToken);

    public Task<bool> TryRenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) => CallAsync(
        async token =>
        {
            var now = await mongo.GetServerTimeAsync(token);
            return await SetEndAsync(lease, now + duration, token);
        },
        cancellationToken);

    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) =>
        CallAsync(token => SetEndAsync(lease, DateTime.UnixEpoch, token), cancellationToken);

    private async Task<bool> SetEndAsync(Lease lease, DateTime end, CancellationToken cancellationToken)
    {
        var mine = Filter.Eq("_id", options.Collection) & Filter.Eq("term", lease.Term) & Filter.Eq("holder", lease.Holder);
        var result = await _leases.UpdateOneAsync(
            mine, Builders<BsonDocument>.Update.Set("expiresAt", end), cancellationToken: cancellationToken);
        return result.MatchedCount == 1;
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        MongoFailures.TranslateAsync(call, options.ReplyTimeout, time, cancellationToken);
}
