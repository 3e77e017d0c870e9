using System.Text.Json;
using MongoDB.Bson;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Two kitchens on real sockets and the listener between them and their source; North may be away.</summary>
internal sealed class TwoKitchens : IAsyncDisposable
{
    // Longer than the longest back-off.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly MongoEmulatorServer _mongo;
    private readonly int _northPort = FreePort.Next();
    private readonly (string Name, string Value)[] _settings;

    private TwoKitchens(MongoEmulatorServer mongo, KitchenStub south, (string Name, string Value)[] rules)
    {
        (_mongo, South) = (mongo, south);
        _settings = [("Kitchens:North:Address", $"http://127.0.0.1:{_northPort}"), .. rules];
        Source = new SourceOrders(mongo.ConnectionString);
    }

    /// <summary>Takes what no rule fits; never away.</summary>
    public KitchenStub South { get; }

    public KitchenStub? North { get; private set; }

    public SourceOrders Source { get; }

    public OrderManagementProcess Service { get; private set; } = null!;

    public static async Task<TwoKitchens> StartAsync(params (string Name, string Value)[] rules)
    {
        var kitchens = new TwoKitchens(await MongoEmulatorServer.StartAsync(), await KitchenStub.StartAsync(), rules);
        await kitchens.StartServiceAsync();
        return kitchens;
    }

    public async Task StartServiceAsync() =>
        Service = await OrderManagementProcess.Start(_mongo.ConnectionString, South.Address, _settings).ListeningAsync();

    public async Task OpenNorthAsync() => North = await KitchenStub.StartAsync(_northPort);

    /// <summary>Waits for what the feed's page says of a kitchen.</summary>
    public async Task UntilAsync(string kitchen, Func<JsonElement, bool> holds, string description)
    {
        JsonElement feed = default;
        try
        {
            await Eventually.BecomesTrueAsync(
                async () =>
                {
                    feed = await Service.GetAsync("/api/v1/feed");
                    // Who stands by does not know what is parked.
                    return feed.GetProperty("role").GetString() == "working" && holds(feed.GetProperty("kitchens").EnumerateArray().Single(one => one.GetProperty("name").GetString() == kitchen));
                },
                Deadline,
                description);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}; was {feed}", exception);
        }
    }

    public Task ParkedAsync(int count) =>
        UntilAsync("North", north => north.GetProperty("parked").GetInt64() == count, $"{count} orders are parked");

    public static Task ArriveAsync(KitchenStub kitchen, params string[] orders) => Eventually.BecomesTrueAsync(
        () => !orders.Except(kitchen.Received.Select(order => order.OrderId)).Any(), Deadline, $"{orders.Length} orders arrive");

    public static BsonDocument Order(string id, string brand)
    {
        var order = SourceOrders.Order(id);
        order["BrandName"] = brand;
        return order;
    }

    public async ValueTask DisposeAsync()
    {
        Source.Dispose();
        await Service.DisposeAsync();
        await South.DisposeAsync();
        if (North is not null)
            await North.DisposeAsync();
        await _mongo.DisposeAsync();
    }
}
