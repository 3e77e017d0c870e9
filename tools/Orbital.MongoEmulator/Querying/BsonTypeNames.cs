using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Querying;

/// <summary>The names by which <c>$type</c> knows BSON's types.</summary>
internal static class BsonTypeNames
{
    private static readonly Dictionary<string, BsonType> Names = new(StringComparer.Ordinal)
    {
        ["double"] = BsonType.Double,
        ["string"] = BsonType.String,
        ["object"] = BsonType.Document,
        ["array"] = BsonType.Array,
        ["binData"] = BsonType.Binary,
        ["undefined"] = BsonType.Undefined,
        ["objectId"] = BsonType.ObjectId,
        ["bool"] = BsonType.Boolean,
        ["date"] = BsonType.DateTime,
        ["null"] = BsonType.Null,
        ["regex"] = BsonType.RegularExpression,
        ["javascript"] = BsonType.JavaScript,
        ["int"] = BsonType.Int32,
        ["timestamp"] = BsonType.Timestamp,
        ["long"] = BsonType.Int64,
        ["decimal"] = BsonType.Decimal128,
        ["minKey"] = BsonType.MinKey,
        ["maxKey"] = BsonType.MaxKey,
    };

    /// <summary>A type by name or number; "number" stands for four of them.</summary>
    public static IEnumerable<BsonType> Parse(BsonValue type)
    {
        if (type is BsonString { Value: "number" })
            return [BsonType.Double, BsonType.Int32, BsonType.Int64, BsonType.Decimal128];
        if (type is BsonString { Value: var name } && Names.TryGetValue(name, out var named))
            return [named];
        if (type.IsNumeric)
            return [(BsonType)(type.ToInt32() & 0xFF)];

        throw new CommandException(ErrorCodes.BadValue, $"Unknown type name alias: {type}");
    }
}
