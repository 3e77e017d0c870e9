using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.AppHost.Databases;

namespace Orbital.AppHost.Samples;

/// <summary>Inserts sample orders at a steady rate, and only ever into a MongoDB that was started here.</summary>
internal sealed class SampleFeed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private SampleFeed(Func<CancellationToken, Task> run) => _running = run(_stop.Token);

    public static SampleFeed Start(HostOptions options, MongoDBServer mongoDB, HostConsole console)
    {
        if (options.SampleOrdersPerMinute <= 0)
            return new SampleFeed(_ => Task.CompletedTask);
        if (!mongoDB.IsOurs)
        {
            console.Say("samples: none, because the MongoDB is yours. Orders inserted there appear on the display.");
            return new SampleFeed(_ => Task.CompletedTask);
        }
        var orders = SampleOrders.Load(SampleOrders.DefaultPath);
        var interval = TimeSpan.FromMinutes(1) / options.SampleOrdersPerMinute;
        console.Say($"samples: {options.SampleOrdersPerMinute:0.##} orders a minute into {options.OrderDatabase}.{options.OrderCollection}");
        return new SampleFeed(stop => InsertAsync(orders, interval, options, mongoDB, console, stop));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task InsertAsync(SampleOrders orders, TimeSpan interval, HostOptions options, MongoDBServer mongoDB,
        HostConsole console, CancellationToken stop)
    {
        using var client = new MongoClient(mongoDB.ConnectionString);
        var collection = client.GetDatabase(options.OrderDatabase).GetCollection<BsonDocument>(options.OrderCollection);
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        do
        {
            try
            {
                await collection.InsertOneAsync(orders.Next(), cancellationToken: stop);
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException)
            {
                console.Say($"samples: an order could not be inserted: {exception.Message}");
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }
}
