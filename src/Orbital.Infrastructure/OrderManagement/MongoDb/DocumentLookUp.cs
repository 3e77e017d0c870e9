using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Reads one document of the watched collection, cut down to the fields of an order.</summary>
internal sealed class DocumentLookUp(MongoConnection mongo, OrderFeedOptions options, TimeProvider time)
{
    private readonly IMongoCollection<RawBsonDocument> _documents = mongo.Database.GetCollection<RawBsonDocument>(options.Collection);

    /// <summary>The document as it stands, at least as it stood at a moment; null when it is deleted.</summary>
    /// <exception cref="FeedUnavailableException">The source cannot be reached.</exception>
    public Task<RawBsonDocument?> FindAsync(BsonValue id, BsonTimestamp asOf, CancellationToken cancellationToken) => MongoFailures.TranslateAsync(
        async token =>
        {
            using var session = await mongo.StartSessionAsync(asOf, token);
            var find = new FindOptions<RawBsonDocument, RawBsonDocument> { Projection = OrderProjection.OfDocument(options.SourceFields), Limit = 1 };
            using var found = await _documents.FindAsync(session, Builders<RawBsonDocument>.Filter.Eq("_id", id), find, token);
            return (RawBsonDocument?)await found.FirstOrDefaultAsync(token);
        },
        options.ReplyTimeout, time, cancellationToken);
}
