using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.Tests.OrderManagement;

public sealed class SourceDocumentReaderTests
{
    private const string Example = """
        { "_id": "67adcfdc15da8840bc9673bd", "OtterOrderId": "019c52aa-1232-307c-b56d-1a3af34b458c", "BrandName": "Desayuna",
          "CustomerName": "Frankie P", "Total": "78.64",
          "StationOrders": [ { "OwnStationName": "Burger Plancha Station", "OrderItems": [ { "Name": "Burger", "Quantity": 2 } ] } ] }
        """;

    private static readonly SourceFields Fields = new(new CancellationMark("State.Name", ["CANCELLED"]), ["Restaurant.Code", "Channel"]);

    [Fact]
    public void The_example_is_read_as_it_is()
    {
        var document = Accepted(BsonDocument.Parse(Example));

        document.Id.ShouldBe("67adcfdc15da8840bc9673bd");
        document.OtterOrderId.ShouldBe("019c52aa-1232-307c-b56d-1a3af34b458c");
        document.BrandName.ShouldBe("Desayuna");
        var station = document.StationOrders.ShouldHaveSingleItem()!;
        station.OwnStationName.ShouldBe("Burger Plancha Station");
        station.OrderItems.ShouldBe([new SourceOrderItem { Name = "Burger", Quantity = 2 }]);
    }

    [Fact]
    public void The_fields_that_routing_rules_name_are_read_as_text()
    {
        Accepted(BsonDocument.Parse("{ _id: 'a', Restaurant: { Code: 7 }, Channel: 'web' }")).RoutingFields
            .ShouldBe([new("Restaurant.Code", "7"), new("Channel", "web")], ignoreOrder: true);
        Accepted(BsonDocument.Parse("{ _id: 'a', Restaurant: 'x', Channel: ['web'] }")).RoutingFields.ShouldBeEmpty();
    }

    [Fact]
    public void An_ObjectId_becomes_its_24_digits() =>
        Accepted(With("_id", new ObjectId("67adcfdc15da8840bc9673bd"))).Id.ShouldBe("67adcfdc15da8840bc9673bd");

    [Fact]
    public void Everything_may_be_missing_or_null()
    {
        Accepted([]).ShouldBe(new SourceDocument());
        Accepted(BsonDocument.Parse("{ _id: null, OtterOrderId: null, BrandName: null, StationOrders: null }")).ShouldBe(new SourceDocument());
        Accepted(BsonDocument.Parse("{ StationOrders: [ null, { OrderItems: [ null ] } ] }"))
            .StationOrders![1]!.OrderItems.ShouldBe([null]);
    }

    public static TheoryData<string, decimal> Quantities => new()
    {
        { "2", 2 },
        { "{ $numberLong: '9223372036854775807' }", long.MaxValue },
        { "{ $numberDouble: '2.0' }", 2 },
        { "{ $numberDouble: '2.5' }", 2.5m },
        { "{ $numberDecimal: '3' }", 3 },
        { "{ $numberDecimal: '3.5' }", 3.5m },
        { "'4'", 4 },
        { "-1", -1 },
    };

    [Theory]
    [MemberData(nameof(Quantities))]
    public void Quantities_come_in_several_shapes(string json, decimal expected) =>
        Accepted(WithQuantity(json)).StationOrders![0]!.OrderItems![0]!.Quantity.ShouldBe(expected);

    [Theory]
    [InlineData("{ $numberDouble: 'NaN' }", "must be a whole number, was NaN")]
    [InlineData("{ $numberDouble: 'Infinity' }", "must be a whole number, was Infinity")]
    [InlineData("{ $numberDouble: '1E300' }", "must be a whole number, was 1E+300")]
    [InlineData("'two'", "must be a number, was of BSON type String")]
    [InlineData("'2.0'", "must be a number, was of BSON type String")]
    [InlineData("' 2'", "must be a number, was of BSON type String")]
    [InlineData("'-2'", "must be a number, was of BSON type String")]
    [InlineData("true", "must be a number, was of BSON type Boolean")]
    public void A_quantity_that_is_no_number_is_refused_with_its_path(string json, string problem) =>
        Refused(WithQuantity(json)).ShouldBe("StationOrders[0].OrderItems[0].Quantity " + problem);

    [Theory]
    [InlineData("{ _id: 5 }", "_id must be an ObjectId or text, was of BSON type Int32")]
    [InlineData("{ BrandName: 5 }", "BrandName must be text, was of BSON type Int32")]
    [InlineData("{ OtterOrderId: {} }", "OtterOrderId must be text, was of BSON type Document")]
    [InlineData("{ StationOrders: {} }", "StationOrders must be an array, was of BSON type Document")]
    [InlineData("{ StationOrders: [ 5 ] }", "StationOrders[0] must be a document, was of BSON type Int32")]
    [InlineData("{ StationOrders: [ {}, { OwnStationName: 5 } ] }", "StationOrders[1].OwnStationName must be text, was of BSON type Int32")]
    [InlineData("{ StationOrders: [ { OrderItems: 5 } ] }", "StationOrders[0].OrderItems must be an array, was of BSON type Int32")]
    [InlineData(
        "{ StationOrders: [ { OrderItems: [ {}, { Name: [] } ] } ] }", "StationOrders[0].OrderItems[1].Name must be text, was of BSON type Array")]
    public void A_field_of_another_type_is_refused_with_its_path(string json, string reason) =>
        Refused(BsonDocument.Parse(json)).ShouldBe(reason);

    [Fact]
    public void An_id_longer_than_any_order_may_have_is_refused()
    {
        Accepted(With("_id", new string('i', 1_000))).Id!.Length.ShouldBe(1_000);

        Refused(With("_id", new string('i', 1_001))).ShouldBe("_id must have at most 1000 characters, had 1001");
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused()
    {
        var raw = BrokenText.In(BsonDocument.Parse(Example));

        SourceDocumentReader.Read(raw, Fields).Rejection.ShouldNotBeNull().ToString()
            .ShouldBe("document must be valid BSON, but holds text that is not UTF-8");
    }

    [Fact]
    public void Bytes_that_are_no_BSON_are_refused()
    {
        var raw = BsonDocument.Parse(Example).ToBson();
        raw[4] = 0x7b;

        SourceDocumentReader.Read(raw, Fields).Rejection.ShouldNotBeNull().ToString().ShouldStartWith("document must be valid BSON");
        SourceDocumentReader.Read(raw.AsMemory(0, 20), Fields).Rejection.ShouldNotBeNull();
    }

    private static SourceDocument Accepted(BsonDocument document)
    {
        var (source, rejection) = SourceDocumentReader.Read(document.ToBson(), Fields);
        rejection.ShouldBeNull();
        return source.ShouldNotBeNull();
    }

    private static string Refused(BsonDocument document)
    {
        var (source, rejection) = SourceDocumentReader.Read(document.ToBson(), Fields);
        source.ShouldBeNull();
        return rejection.ShouldNotBeNull().ToString();
    }

    private static BsonDocument With(string field, BsonValue value) => BsonDocument.Parse(Example).Set(field, value);

    private static BsonDocument WithQuantity(string json)
    {
        var document = BsonDocument.Parse(Example);
        document["StationOrders"][0]["OrderItems"][0]["Quantity"] = BsonSerializer.Deserialize<BsonDocument>($"{{ v: {json} }}")["v"];
        return document;
    }
}
