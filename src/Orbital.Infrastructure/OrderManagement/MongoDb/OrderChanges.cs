using MongoDB.Bson;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Makes a change of each document by itself: what is wrong with one cannot touch its neighbours in the batch.</summary>
internal static class OrderChanges
{
    /// <param name="position">Where the document was in the stream, if it was.</param>
    /// <param name="key">Holds the document's <c>_id</c>; readable also when the document is not.</param>
    /// <param name="document">The projected document.</param>
    public static OrderChange Read(FeedPosition? position, BsonDocument key, RawBsonDocument document)
    {
        // The batch's buffer is the driver's: take the bytes out of it at once.
        var raw = document.ToBson();
        var (source, rejection) = SourceDocumentReader.Read(raw);
        return new OrderChange
        {
            Position = position,
            DocumentId = source?.Id ?? ReadId(key),
            Document = source,
            Unreadable = rejection,
            Raw = raw,
        };
    }

    private static string? ReadId(BsonDocument key)
    {
        try
        {
            return SourceDocumentReader.ReadId(key.GetValue("_id", BsonNull.Value));
        }
        catch (Exception)
        {
            return null;
        }
    }
}
