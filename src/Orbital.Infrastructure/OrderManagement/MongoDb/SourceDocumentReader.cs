using System.Globalization;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Orbital.Domain.OrderManagement;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// Reads the fields of an order from the bytes of one document. Each field has one type; a document with another is refused with the
/// field's path. Only quantities come in several shapes: any BSON number, and text of plain digits, as some point-of-sale systems write.
/// </summary>
internal static class SourceDocumentReader
{
    // A kitchen takes far shorter ones. Ids are keys of much here, so none may be as long as a document.
    private const int LongestId = 1_000;

    /// <summary>Reads one document. Exactly one of the two is set.</summary>
    /// <param name="raw">The document's bytes.</param>
    /// <param name="fields">What else to read of it.</param>
    public static (SourceDocument? Document, Rejection? Rejection) Read(ReadOnlyMemory<byte> raw, SourceFields fields)
    {
        try
        {
            return (ReadDocument(BsonSerializer.Deserialize<BsonDocument>(raw.ToArray()), fields), null);
        }
        catch (WrongTypeException wrong)
        {
            return (null, wrong.Rejection);
        }
        catch (DecoderFallbackException)
        {
            return (null, new Rejection("document", "must be valid BSON, but holds text that is not UTF-8"));
        }
        catch (Exception exception)
        {
            return (null, new Rejection("document", $"must be valid BSON, but cannot be decoded ({exception.GetType().Name})"));
        }
    }

    /// <summary>The id as the order carries it; null when there is none or it has a type or length that no order may have.</summary>
    public static string? ReadId(BsonValue? id) => id switch
    {
        BsonObjectId objectId => objectId.Value.ToString(),
        BsonString { Value.Length: <= LongestId } text => text.Value,
        _ => null,
    };

    private static SourceDocument ReadDocument(BsonDocument document, SourceFields fields)
    {
        var id = document.GetValue("_id", BsonNull.Value);
        if (id is not (BsonObjectId or BsonString or BsonNull))
            throw WrongType("_id", "an ObjectId or text", id);
        if (id is BsonString { Value.Length: > LongestId and var length })
            throw new WrongTypeException(new Rejection("_id", $"must have at most {LongestId} characters, had {length}"));
        // What else is wrong with it does not matter then.
        if (fields.Cancellation.IsOn(document))
            return new SourceDocument { Id = ReadId(id), IsCancelled = true };
        return new SourceDocument
        {
            Id = ReadId(id),
            OtterOrderId = Text(document, "OtterOrderId", ""),
            BrandName = Text(document, "BrandName", ""),
            StationOrders = Elements(document, "StationOrders", "", ReadStation),
            RoutingFields = fields.ReadRouting(document),
        };
    }

    private static SourceStationOrder ReadStation(BsonDocument station, string path) => new()
    {
        OwnStationName = Text(station, "OwnStationName", path),
        OrderItems = Elements(station, "OrderItems", path, ReadItem),
    };

    private static SourceOrderItem ReadItem(BsonDocument item, string path) => new()
    {
        Name = Text(item, "Name", path),
        Quantity = Number(item, "Quantity", path),
    };

    private static List<T?>? Elements<T>(BsonDocument parent, string name, string path, Func<BsonDocument, string, T> read)
        where T : class
    {
        switch (parent.GetValue(name, BsonNull.Value))
        {
            case BsonNull:
                return null;
            case BsonArray array:
                var elements = new List<T?>(array.Count);
                for (var i = 0; i < array.Count; i++)
                {
                    var element = $"{path}{name}[{i}]";
                    elements.Add(array[i] switch
                    {
                        BsonNull => null,
                        BsonDocument child => read(child, element + "."),
                        var other => throw WrongType(element, "a document", other),
                    });
                }

                return elements;
            case var other:
                throw WrongType(path + name, "an array", other);
        }
    }

    private static string? Text(BsonDocument parent, string name, string path) => parent.GetValue(name, BsonNull.Value) switch
    {
        BsonNull => null,
        BsonString text => text.Value,
        var other => throw WrongType(path + name, "text", other),
    };

    private static decimal? Number(BsonDocument parent, string name, string path)
    {
        var value = parent.GetValue(name, BsonNull.Value);
        switch (value)
        {
            case BsonNull:
                return null;
            case BsonInt32 or BsonInt64:
                return value.ToInt64();
            case BsonString text when decimal.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var digits):
                return digits;
            case BsonDouble or BsonDecimal128:
                return Exact(value) ?? throw new WrongTypeException(new Rejection(path + name, $"must be a whole number, was {BsonTypeMapper.MapToDotNetValue(value)}"));
            default:
                throw WrongType(path + name, "a number", value);
        }
    }

    /// <summary>NaN, infinities and what is far beyond any quantity have no decimal.</summary>
    private static decimal? Exact(BsonValue value)
    {
        try
        {
            return value is BsonDouble number ? (decimal)number.Value : Decimal128.ToDecimal(value.AsDecimal128);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static WrongTypeException WrongType(string field, string expected, BsonValue value) =>
        new(new Rejection(field, $"must be {expected}, was of BSON type {value.BsonType}"));

    private sealed class WrongTypeException(Rejection rejection) : Exception(rejection.ToString())
    {
        public Rejection Rejection { get; } = rejection;
    }
}
