using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>What the first start found in the collection, one document for each watched collection in <c>orbital_first_start</c>.</summary>
internal sealed partial class FirstStartMemory(
    MongoConnection mongo, OrderFeedOptions options, IListenerPulse pulse, TimeProvider time, ILogger logger)
{
    private const int IdsInABatch = 10_000;

    private readonly IMongoCollection<BsonDocument> _memory = mongo.Database.GetCollection<BsonDocument>("orbital_first_start");

    public async Task KeepAsync(FirstStart from, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        if (from == FirstStart.Beginning)
        {
            await CallAsync(token => _memory.DeleteOneAsync(Mine, token), cancellationToken);
            return;
        }

        var at = moment?.UtcDateTime ?? await CallAsync(mongo.GetServerTimeAsync, cancellationToken);
        // The ids are read causally behind this write, so that what was there before is seen.
        using var session = await mongo.StartSessionAsync(after: null, cancellationToken);
        await CallAsync(token => _memory.DeleteOneAsync(session, Mine, null, token), cancellationToken);
        var ids = await ReadIdsAsync(session, at, cancellationToken);
        var document = new BsonDocument
        {
            { "_id", options.Collection },
            { "from", from.ToString() },
            { "at", at },
            { "ids", ids is null ? BsonNull.Value : new BsonBinaryData(ToBytes(ids)) },
        };
        await CallAsync(token => _memory.ReplaceOneAsync(Mine, document, new ReplaceOptions { IsUpsert = true }, token), cancellationToken);
        LogKept(from, at, ids?.Count);
    }

    /// <summary>What tells the age of documents, for a second reading.</summary>
    public async Task<DocumentAges> LoadAsync(bool isBounded, CancellationToken cancellationToken)
    {
        var kept = await CallAsync(token => _memory.Find(Mine).FirstOrDefaultAsync(token), cancellationToken);
        if (kept is null)
            return isBounded ? DocumentAges.AllUnknown : DocumentAges.AllNew;
        if (kept.GetValue("from", BsonNull.Value) is BsonString { Value: var name } && Enum.TryParse<FirstStart>(name, out var from)
            && kept.GetValue("at", BsonNull.Value) is BsonDateTime at
            && kept.GetValue("ids", BsonNull.Value) is BsonNull or BsonBinaryData)
            return DocumentAges.Bounded(from, at.ToUniversalTime(), kept["ids"] is BsonBinaryData { Bytes: var bytes } ? ToIds(bytes) : null);
        LogDamaged(options.Collection);
        return DocumentAges.AllUnknown;
    }

    private BsonDocument Mine => new("_id", options.Collection);

    /// <summary>The ids that tell more than the time in them; null when they are too many.</summary>
    private async Task<HashSet<ulong>?> ReadIdsAsync(IClientSessionHandle session, DateTime at, CancellationToken cancellationToken)
    {
        var find = new FindOptions<BsonDocument, BsonDocument>
        {
            Projection = new BsonDocument("_id", 1), Hint = new BsonDocument("_id", 1), BatchSize = IdsInABatch,
        };
        var found = await CallAsync(
            token => mongo.Database.GetCollection<BsonDocument>(options.Collection).FindAsync(session, FilterDefinition<BsonDocument>.Empty, find, token),
            cancellationToken);
        try
        {
            var ids = new HashSet<ulong>();
            while (await CallAsync(found.MoveNextAsync, cancellationToken))
            {
                pulse.Turn();
                ids.UnionWith(found.Current.Select(document => document["_id"])
                    .Where(id => !DocumentAges.IsLongBefore(id, at)).Select(DocumentAges.HashOf));
                if (ids.Count > DocumentAges.MostIds)
                    return null;
            }

            return ids;
        }
        finally
        {
            await CursorClosing.CloseAsync(found, time);
        }
    }

    private static byte[] ToBytes(HashSet<ulong> ids)
    {
        var bytes = new byte[ids.Count * sizeof(ulong)];
        var at = 0;
        foreach (var id in ids)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(sizeof(ulong) * at++), id);
        return bytes;
    }

    private static HashSet<ulong> ToIds(byte[] bytes) => [.. MemoryMarshal.Cast<byte, ulong>(bytes)];

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        MongoFailures.TranslateAsync(call, options.ReplyTimeout, time, cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "First start from {From}: documents count from {At} on; {Ids} of those that were there are remembered (none: too many)")]
    private partial void LogKept(FirstStart from, DateTime at, int? ids);

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM: orbital_first_start holds no usable document for {Collection} " +
        "(from, at and ids must be text, a date and binary data): nobody can tell which documents were there at the first start")]
    private partial void LogDamaged(string collection);
}
