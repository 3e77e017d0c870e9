using MongoDB.Bson;

namespace Orbital.EndToEnd.Tests;

/// <summary>Documents as a point-of-sale system writes them.</summary>
internal static class SampleDocuments
{
    public const string Station = "Burger Plancha Station";

    /// <summary>An order of one item; a quantity of 0 makes it one that is refused.</summary>
    public static BsonDocument Order(string id, int quantity) => new()
    {
        ["_id"] = id,
        ["BrandName"] = "Desayuna",
        ["StationOrders"] = new BsonArray
        {
            new BsonDocument
            {
                ["OwnStationName"] = Station,
                ["OrderItems"] = new BsonArray { new BsonDocument { ["Name"] = "Burger", ["Quantity"] = quantity } },
            },
        },
    };
}
