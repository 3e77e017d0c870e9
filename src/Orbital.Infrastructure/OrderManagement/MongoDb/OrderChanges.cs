using MongoDB.Bson;
using MongoDB.Bson.IO;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Makes a change of each document by itself: what is wrong with one cannot touch its neighbours in the batch.</summary>
internal static class OrderChanges
{
    private const int LongestKey = 4_096;

    // Names the type, so that the number 7 and the text "7" stay two documents.
    private static readonly JsonWriterSettings WithTypes = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    /// <param name="position">Where the document was in the stream, if it was.</param>
    /// <param name="key">Holds the document's <c>_id</c>; readable also when the document is not.</param>
    /// <param name="document">The projected document.</param>
    /// <param name="fields">What else to read of it.</param>
    /// <param name="isUpdate">Whether the document was there before.</param>
    /// <param name="at">When it was changed, if it was in the stream.</param>
    public static OrderChange Read(
        FeedPosition? position, BsonDocument key, RawBsonDocument document, SourceFields fields, bool isUpdate, DateTimeOffset? at = null)
    {
        // The batch's buffer is the driver's: take the bytes out of it at once.
        var raw = document.ToBson();
        var (source, rejection) = SourceDocumentReader.Read(raw, fields);
        return new OrderChange
        {
            Position = position,
            IsUpdate = isUpdate,
            At = at,
            DocumentId = source?.Id ?? ReadId(key),
            Document = source,
            Unreadable = rejection,
            Raw = raw,
        };
    }

    // Its document is known by its bytes then.
    private static bool IsTooLong(BsonValue id) => new BsonDocument("_id", id).ToBson().Length > LongestKey;

    private static string? ReadId(BsonDocument key)
    {
        try
        {
            var id = key.GetValue("_id", BsonNull.Value);
            return SourceDocumentReader.ReadId(id) ?? (id.IsBsonNull || IsTooLong(id) ? null : id.ToJson(WithTypes));
        }
        catch (Exception)
        {
            return null;
        }
    }
}
