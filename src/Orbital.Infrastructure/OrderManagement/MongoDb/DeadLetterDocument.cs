using System.Buffers.Binary;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>A dead letter as it is stored.</summary>
internal static class DeadLetterDocument
{
    private static readonly JsonWriterSettings Relaxed = new() { OutputMode = JsonOutputMode.RelaxedExtendedJson };

    // A letter is a document itself, and pages of them are read: of a larger document the beginning is kept, and the source has the rest.
    public const int MostBytes = 1024 * 1024;

    public static string Key(string collection, string id) => $"{collection}/{id}";

    public static BsonDocument Of(string collection, DeadLetter letter)
    {
        // Before all else: without a readable id it is the bytes that name the letter.
        if (letter.Raw.Length > MostBytes)
            letter = letter with { Raw = letter.Raw[..MostBytes] };
        return new BsonDocument
        {
            { "_id", Key(collection, letter.Id) },
            { "collection", collection },
            { "documentId", Value(letter.DocumentId) },
            { "reason", letter.Reason },
            { "attempts", letter.Attempts },
            { "at", letter.At.UtcDateTime },
            { "position", Value(letter.Position?.Token) },
            { "raw", new BsonBinaryData(letter.Raw.ToArray()) },
        };
    }

    /// <summary>All but the document itself, of which a page would be too much to hold.</summary>
    public static BsonDocument Summary => new("raw", 0);

    /// <param name="collection">The watched collection.</param>
    /// <param name="stored">The letter, or its <see cref="Summary"/>.</param>
    public static DeadLetter Read(string collection, BsonDocument stored)
    {
        var raw = stored.GetValue("raw", BsonNull.Value) is BsonBinaryData { Bytes: var bytes } ? bytes : [];
        return new DeadLetter
        {
            Id = stored["_id"].AsString[(collection.Length + 1)..],
            DocumentId = Text(stored["documentId"]),
            Reason = stored["reason"].AsString,
            Attempts = stored["attempts"].ToInt32(),
            At = new DateTimeOffset(stored["at"].ToUniversalTime()),
            Position = Text(stored["position"]) is { } token ? new FeedPosition(token) : null,
            Raw = raw,
            Json = raw.Length == 0 ? null : Decode(raw)?.ToJson(Relaxed),
        };
    }

    /// <summary>Whether the letter has all of its document.</summary>
    public static bool IsWhole(DeadLetter letter) =>
        letter.Raw.Length >= sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(letter.Raw.Span) == letter.Raw.Length;

    /// <summary>The ids under which the letter's document may stand in the source: undecodable bytes leave only the text of the id.</summary>
    public static IReadOnlyList<BsonValue> PossibleIds(DeadLetter letter)
    {
        if (Decode(letter.Raw.ToArray())?.GetValue("_id", null) is { } id)
            return [id];
        if (letter.DocumentId is not { } text)
            return [];
        return ObjectId.TryParse(text, out var objectId) ? [objectId, text] : [text];
    }

    private static BsonDocument? Decode(byte[] raw)
    {
        try
        {
            return BsonSerializer.Deserialize<BsonDocument>(raw);
        }
        catch (Exception)
        {
            // Whatever is wrong with the bytes: that is why they are here.
            return null;
        }
    }

    private static BsonValue Value(string? text) => text is null ? BsonNull.Value : text;

    private static string? Text(BsonValue value) => value.IsBsonNull ? null : value.AsString;
}
