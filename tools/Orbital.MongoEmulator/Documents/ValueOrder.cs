using System.Diagnostics.CodeAnalysis;
using MongoDB.Bson;

namespace Orbital.MongoEmulator.Documents;

/// <summary>MongoDB's order of all values: first by kind, then within the kind; all numbers are one kind.</summary>
internal sealed class ValueOrder : IComparer<BsonValue>, IEqualityComparer<BsonValue>
{
    public static readonly ValueOrder Instance = new();

    public int Compare(BsonValue? x, BsonValue? y)
    {
        var left = x ?? BsonNull.Value;
        var right = y ?? BsonNull.Value;
        var kind = Kind(left.BsonType).CompareTo(Kind(right.BsonType));
        return kind != 0 ? kind : CompareSameKind(left, right);
    }

    public bool Equals(BsonValue? x, BsonValue? y) => Compare(x, y) == 0;

    public int GetHashCode([DisallowNull] BsonValue obj) => obj.BsonType switch
    {
        BsonType.Int32 or BsonType.Int64 or BsonType.Double => obj.ToDouble().GetHashCode(),
        BsonType.Decimal128 => Decimal128.ToDouble(obj.AsDecimal128).GetHashCode(),
        BsonType.Document => obj.AsBsonDocument.Elements.Aggregate(1, (hash, e) => HashCode.Combine(hash, e.Name, GetHashCode(e.Value))),
        BsonType.Array => obj.AsBsonArray.Aggregate(2, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
        BsonType.String or BsonType.Symbol => obj.ToString()!.GetHashCode(StringComparison.Ordinal),
        BsonType.Null or BsonType.Undefined => 0,
        _ => obj.GetHashCode(),
    };

    /// <summary>Range operators compare only within one of these kinds.</summary>
    public static int Kind(BsonType type) => type switch
    {
        BsonType.MinKey => 0,
        BsonType.EndOfDocument or BsonType.Undefined or BsonType.Null => 1,
        BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => 2,
        BsonType.String or BsonType.Symbol => 3,
        BsonType.Document => 4,
        BsonType.Array => 5,
        BsonType.Binary => 6,
        BsonType.ObjectId => 7,
        BsonType.Boolean => 8,
        BsonType.DateTime => 9,
        BsonType.Timestamp => 10,
        BsonType.RegularExpression => 11,
        BsonType.JavaScript => 12,
        BsonType.JavaScriptWithScope => 13,
        BsonType.MaxKey => 14,
        _ => 15,
    };

    private int CompareSameKind(BsonValue x, BsonValue y) => Kind(x.BsonType) switch
    {
        0 or 1 or 14 => 0,
        2 => CompareNumbers(x, y),
        3 => string.CompareOrdinal(x.ToString(), y.ToString()),
        4 => CompareDocuments(x.AsBsonDocument, y.AsBsonDocument),
        5 => CompareArrays(x.AsBsonArray, y.AsBsonArray),
        6 => CompareBinaries(x.AsBsonBinaryData, y.AsBsonBinaryData),
        9 => x.AsBsonDateTime.MillisecondsSinceEpoch.CompareTo(y.AsBsonDateTime.MillisecondsSinceEpoch),
        10 => ((ulong)x.AsBsonTimestamp.Value).CompareTo((ulong)y.AsBsonTimestamp.Value),
        _ => x.CompareTo(y),
    };

    private static int CompareNumbers(BsonValue x, BsonValue y)
    {
        if (x.BsonType == BsonType.Decimal128 || y.BsonType == BsonType.Decimal128)
            return x.ToDecimal128().CompareTo(y.ToDecimal128());
        if (x.BsonType != BsonType.Double && y.BsonType != BsonType.Double)
            return x.ToInt64().CompareTo(y.ToInt64());

        return x.ToDouble().CompareTo(y.ToDouble());
    }

    private int CompareDocuments(BsonDocument x, BsonDocument y)
    {
        for (var i = 0; i < x.ElementCount && i < y.ElementCount; i++)
        {
            var left = x.GetElement(i);
            var right = y.GetElement(i);
            var order = Kind(left.Value.BsonType).CompareTo(Kind(right.Value.BsonType));
            if (order == 0)
                order = string.CompareOrdinal(left.Name, right.Name);
            if (order == 0)
                order = CompareSameKind(left.Value, right.Value);
            if (order != 0)
                return order;
        }

        return x.ElementCount.CompareTo(y.ElementCount);
    }

    private int CompareArrays(BsonArray x, BsonArray y)
    {
        for (var i = 0; i < x.Count && i < y.Count; i++)
        {
            var order = Compare(x[i], y[i]);
            if (order != 0)
                return order;
        }

        return x.Count.CompareTo(y.Count);
    }

    private static int CompareBinaries(BsonBinaryData x, BsonBinaryData y)
    {
        var order = x.Bytes.Length.CompareTo(y.Bytes.Length);
        if (order == 0)
            order = x.SubType.CompareTo(y.SubType);

        return order != 0 ? order : x.Bytes.AsSpan().SequenceCompareTo(y.Bytes);
    }
}
