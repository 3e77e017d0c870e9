using System.Diagnostics;
using MongoDB.Bson;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement.MongoDb;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>Whatever bytes the source holds: they are an order, or are refused with a reason, and soon.</summary>
public sealed class DocumentFuzzTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly SourceFields Fields = new(new CancellationMark("State.Name", ["CANCELLED"]), ["Restaurant.Code", "Channel"]);

    private static readonly byte[][] Valid =
    [
        BsonDocument.Parse(
            """
            { "_id": "67adcfdc15da8840bc9673bd", "OtterOrderId": "019c52aa-1232-307c-b56d-1a3af34b458c", "BrandName": "Desayuna", "Channel": "web",
              "State": { "Name": "NEW" }, "Restaurant": { "Code": 7 },
              "StationOrders": [ { "OwnStationName": "Grill", "OrderItems": [ { "Name": "Burger", "Quantity": 2 }, { "Name": "Fries", "Quantity": "3" } ] } ] }
            """).ToBson(),
        BsonDocument.Parse(
            "{ _id: ObjectId('67adcfdc15da8840bc9673bd'), State: { Name: 'CANCELLED' }, StationOrders: [ { OwnStationName: 'Bar', OrderItems: [ { Name: 'Tea', Quantity: { $numberDecimal: '1' } } ] } ] }").ToBson(),
        BsonDocument.Parse("{ _id: 'a', StationOrders: [ { OwnStationName: 'Bar', OrderItems: [ { Name: 'Tea', Quantity: { $numberDouble: '2.0' } }, { Name: 'Tea', Quantity: { $numberLong: '2' } } ] } ] }").ToBson(),
    ];

    [Fact]
    public async Task No_document_is_too_odd()
    {
        var (orders, refusals) = (0, 0);

        await Fuzz.RunAsync(random =>
        {
            var bytes = Fuzz.Mutate(Valid[random.Next(Valid.Length)], random);
            var watch = Stopwatch.StartNew();
            if (IsOrder(bytes))
                orders++;
            else
                refusals++;
            watch.Elapsed.ShouldBeLessThan(Longest, Convert.ToHexString(bytes));
            return Task.CompletedTask;
        });

        (orders, refusals).ShouldSatisfyAllConditions(() => orders.ShouldBePositive(), () => refusals.ShouldBePositive());
    }

    [Fact]
    public void Ten_thousand_levels_are_refused() => IsOrder(Nested(10_000)).ShouldBeFalse();

    private static bool IsOrder(byte[] bytes)
    {
        var (document, unreadable) = SourceDocumentReader.Read(bytes, Fields);
        (document is null).ShouldBe(unreadable is not null, Convert.ToHexString(bytes));
        if (document is null)
            return false;
        var taken = OrderExtraction.TryExtract(document, out var order, out var rejection);
        (order is not null, rejection is null).ShouldBe((taken, taken), Convert.ToHexString(bytes));
        return taken;
    }

    // { a: { a: … } }, by hand: the driver's own writer refuses it.
    private static byte[] Nested(int levels)
    {
        const int Frame = 8; // length, type, name, end
        var bytes = new byte[5 + (levels * Frame)];
        for (var level = 0; level < levels; level++)
        {
            var at = level * (Frame - 1);
            BitConverter.TryWriteBytes(bytes.AsSpan(at), bytes.Length - (level * Frame));
            (bytes[at + 4], bytes[at + 5], bytes[at + 6]) = (3, (byte)'a', 0);
        }

        BitConverter.TryWriteBytes(bytes.AsSpan(levels * (Frame - 1)), 5);
        return bytes;
    }
}
