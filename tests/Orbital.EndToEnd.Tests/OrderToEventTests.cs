using System.Text.Json;
using MongoDB.Bson;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

public sealed class OrderToEventTests(PostgresServer postgres)
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_document_inserted_into_MongoDB_is_an_event_at_the_kitchen()
    {
        await using var line = await WholeLine.StartAsync(postgres);
        using var events = await OpenEventsAsync(line);

        await InsertAsync(line, "67adcfdc15da8840bc9673bd", 2);
        var order = await UntilAsync(events, "order.received", "67adcfdc15da8840bc9673bd");

        order.GetProperty("otterOrderId").GetString().ShouldBe("019c52aa-1232-307c-b56d-1a3af34b458c");
        order.GetProperty("brandName").GetString().ShouldBe("Desayuna");
        order.GetProperty("orderItems").GetRawText().ShouldBe(
            """[{"itemName":"Burger","stationName":"Burger Plancha Station","quantity":2}]""");
        order.EnumerateObject().Select(property => property.Name).ShouldNotContain(name => name.Contains("ustomer") || name.Contains("otal"));
    }

    [Fact]
    public async Task Orders_inserted_while_the_kitchen_is_dead_are_there_once_it_is_back()
    {
        await using var line = await WholeLine.StartAsync(postgres);
        await InsertAsync(line, "before", 1);
        await Eventually.BecomesTrueAsync(async () => await QuantityAsync(line) == 1);

        await line.Kitchen!.KillAsync();
        for (var i = 0; i < 10; i++)
            await InsertAsync(line, $"during-{i}", 1);
        line.StartKitchen();

        await Eventually.BecomesTrueAsync(async () => await QuantityAsync(line) == 11, TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Orders_inserted_while_Order_Management_is_dead_are_delivered_by_the_next_one_and_none_twice()
    {
        await using var line = await WholeLine.StartAsync(postgres);
        await InsertAsync(line, "before", 1);
        await Eventually.BecomesTrueAsync(async () => await QuantityAsync(line) == 1);

        await line.OrderManagement!.KillAsync();
        for (var i = 0; i < 10; i++)
            await InsertAsync(line, $"during-{i}", 1);
        line.StartOrderManagement();

        // A duplicate may come late: the last order arrives behind all that is sent again, and its quantity tells it apart.
        await Eventually.BecomesTrueAsync(async () => await QuantityAsync(line) >= 11, TimeSpan.FromSeconds(40));
        await InsertAsync(line, "last", 100);
        await Eventually.BecomesTrueAsync(async () => await QuantityAsync(line) > 100, TimeSpan.FromSeconds(40));
        (await QuantityAsync(line)).ShouldBe(1 + 10 + 100);
    }

    private static Task InsertAsync(WholeLine line, string id, int quantity) => line.Orders.InsertOneAsync(new BsonDocument
    {
        ["_id"] = id,
        ["OtterOrderId"] = "019c52aa-1232-307c-b56d-1a3af34b458c",
        ["BrandName"] = "Desayuna",
        ["CustomerName"] = "Frankie P",
        ["Total"] = "78.64",
        ["StationOrders"] = new BsonArray
        {
            new BsonDocument
            {
                ["OwnStationName"] = "Burger Plancha Station",
                ["OrderItems"] = new BsonArray { new BsonDocument { ["Name"] = "Burger", ["Quantity"] = quantity, ["Price"] = "39.32" } },
            },
        },
    });

    private static async Task<int> QuantityAsync(WholeLine line)
    {
        var page = JsonDocument.Parse(await Http.GetStringAsync($"http://127.0.0.1:{line.KitchenPort}/api/v1/batch-items")).RootElement;
        return page.GetProperty("items").EnumerateArray().Sum(item => item.GetProperty("quantity").GetInt32());
    }

    private static async Task<StreamReader> OpenEventsAsync(WholeLine line) =>
        new(await Http.GetStreamAsync($"http://127.0.0.1:{line.KitchenPort}/api/v1/events?after=0"));

    private static async Task<JsonElement> UntilAsync(StreamReader events, string type, string orderId)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await events.ReadLineAsync(deadline.Token) is { } text)
        {
            if (!text.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            var data = JsonDocument.Parse(text[6..]).RootElement;
            if (data.TryGetProperty("type", out var name) && name.GetString() == type && data.GetProperty("orderId").GetString() == orderId)
                return data.GetProperty("order");
        }

        throw new EndOfStreamException($"the stream ended before {type} of {orderId}");
    }
}
