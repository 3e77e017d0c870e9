using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Orbital.AppHost.Samples;

namespace Orbital.AppHost.Tests.Samples;

public sealed class SampleOrdersTests
{
    private static readonly IReadOnlyList<BsonDocument> Documents =
        [.. BsonSerializer.Deserialize<BsonArray>(File.ReadAllText(SampleOrders.DefaultPath)).Select(value => value.AsBsonDocument)];

    [Fact]
    public void There_are_forty_or_more_documents_of_fifty_or_more_fields()
    {
        Documents.Count.ShouldBeGreaterThanOrEqualTo(40);
        Documents.ShouldAllBe(document => document.ElementCount >= 50);
    }

    [Fact]
    public void They_cover_five_brands_and_six_stations_or_more()
    {
        Documents.Select(document => document["BrandName"].AsString).Distinct().Count().ShouldBeGreaterThanOrEqualTo(5);
        Documents.ShouldContain(document => document["BrandName"] == "Desayuna");
        Lines().Select(line => line.Station).Distinct().Count().ShouldBeGreaterThanOrEqualTo(6);
    }

    [Fact]
    public void Each_has_what_an_order_is_extracted_from()
    {
        Documents.Select(document => document["_id"].ToString()).ShouldBeUnique();
        Documents.ShouldAllBe(document => document["_id"].IsObjectId || document["_id"].IsString);
        Documents.ShouldAllBe(document => Guid.Parse(document["OtterOrderId"].AsString) != Guid.Empty);
        Documents.ShouldAllBe(document => document["StationOrders"].AsBsonArray.Count > 0);
        Lines().ShouldAllBe(line => line.Station.Length > 0 && line.Item["Name"].AsString.Length > 0 && line.Item["Quantity"].AsInt32 >= 1);
    }

    [Fact]
    public void The_first_is_the_example_of_the_architecture()
    {
        var order = Documents[0];

        order["_id"].ShouldBe("67adcfdc15da8840bc9673bd");
        order["OtterOrderId"].ShouldBe("019c52aa-1232-307c-b56d-1a3af34b458c");
        (order["BrandName"].AsString, order["CustomerName"].AsString, order["Total"].AsString).ShouldBe(("Desayuna", "Frankie P", "78.64"));
        order["StationOrders"].ShouldBe(new BsonArray
        {
            new BsonDocument
            {
                { "OwnStationName", "Burger Plancha Station" },
                { "OrderItems", new BsonArray { new BsonDocument { { "Name", "Burger" }, { "Quantity", 2 } } } },
            },
        });
    }

    [Fact]
    public void Orders_of_several_brands_share_items_so_that_batching_shows()
    {
        var shared = Lines().GroupBy(line => (line.Station, line.Item["Name"].AsString))
            .Where(item => item.Select(line => line.Brand).Distinct().Count() > 1);

        shared.Count().ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void Each_round_gives_new_ids_mostly_object_ids_and_some_strings()
    {
        var orders = SampleOrders.Load(SampleOrders.DefaultPath);

        var rounds = Enumerable.Range(0, Documents.Count * 2).Select(_ => orders.Next()).ToList();

        rounds.Select(document => document["_id"].ToString()).ShouldBeUnique();
        rounds.Select(document => document["OtterOrderId"].AsString).ShouldBeUnique();
        rounds.Count(document => document["_id"].IsObjectId).ShouldBeGreaterThan(rounds.Count / 2);
        rounds.ShouldContain(document => document["_id"].IsString);
        rounds[Documents.Count]["StationOrders"].ShouldBe(Documents[0]["StationOrders"]);
    }

    private static IEnumerable<(string Brand, string Station, BsonDocument Item)> Lines() =>
        from document in Documents
        from station in document["StationOrders"].AsBsonArray
        from item in station["OrderItems"].AsBsonArray
        select (document["BrandName"].AsString, station["OwnStationName"].AsString, item.AsBsonDocument);
}
