using MongoDB.Bson;

namespace Orbital.EndToEnd.Tests;

/// <summary>Inserts orders as a point of sale does, and knows what it has inserted. For one caller at a time.</summary>
internal sealed class OrderLoad(WholeLine line, Random random)
{
    private readonly Dictionary<string, int> _units = [];

    /// <summary>The units of each order.</summary>
    public IReadOnlyDictionary<string, int> UnitsOfOrders => _units;

    /// <summary>Inserts so many new orders at once.</summary>
    public Task InsertAsync(int count) => line.Orders.InsertManyAsync(Enumerable.Range(0, count).Select(_ => Next()).ToList());

    private BsonDocument Next()
    {
        var id = $"order {_units.Count}";
        var (first, second) = (random.Next(1, 4), random.Next(1, 4));
        _units.Add(id, first + second);
        return new BsonDocument
        {
            ["_id"] = id,
            ["OtterOrderId"] = $"{Guid.NewGuid()}",
            ["BrandName"] = $"Brand {random.Next(6)}",
            ["StationOrders"] = new BsonArray { Station("Plancha", random.Next(20), first), Station("Fryer", random.Next(20), second) },
        };
    }

    private static BsonDocument Station(string name, int item, int quantity) => new()
    {
        ["OwnStationName"] = $"{name} Station",
        ["OrderItems"] = new BsonArray { new BsonDocument { ["Name"] = $"{name} item {item}", ["Quantity"] = quantity } },
    };
}
