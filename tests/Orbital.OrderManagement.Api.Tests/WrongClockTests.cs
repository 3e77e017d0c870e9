using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>A machine whose clock is wrong, and a listener whose loop does not turn.</summary>
public sealed class WrongClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ShiftedTime _time = new();
    private MongoEmulatorServer _mongo = null!;
    private KitchenStub _kitchen = null!;
    private SourceOrders _source = null!;

    public async ValueTask InitializeAsync()
    {
        _mongo = await MongoEmulatorServer.StartAsync();
        _kitchen = await KitchenStub.StartAsync();
        _source = new SourceOrders(_mongo.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _kitchen.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(0, -1)]
    [InlineData(1, -1)]
    public async Task A_clock_that_is_a_day_wrong_or_is_put_by_a_day_loses_no_order_and_is_told(int daysAtStart, int daysLater)
    {
        _time.WallClock = TimeSpan.FromDays(daysAtStart);
        await using var host = await StartAsync();
        await host.FollowsAsync();
        await DeliversAsync("at start");

        // The clock is put while the listener waits for a source that went away.
        using var control = new MongoClient(_mongo.ConnectionString);
        await control.GetDatabase("admin").RunCommandAsync<BsonDocument>(BsonDocument.Parse(
            "{ configureFailPoint: 'failCommand', mode: { times: 3 }, data: { failCommands: ['getMore', 'aggregate'], errorCode: 96, appName: 'orbital-order-management' } }"));
        await Eventually.BecomesTrueAsync(
            async () => (await host.FeedAsync()).GetProperty("backOff").ValueKind != System.Text.Json.JsonValueKind.Null, Patience, "the feed waits");
        _time.WallClock = TimeSpan.FromDays(daysLater);

        await DeliversAsync("later");
        var offset = -TimeSpan.FromDays(daysLater).TotalSeconds;
        await Eventually.BecomesTrueAsync(
            async () => Math.Abs(await GaugeAsync(host, "orbital_feed_clock_offset_seconds") - offset) < 60, Patience, "the difference of the clocks is told");
        await Eventually.BecomesTrueAsync(
            async () => (await host.FeedAsync()).GetProperty("lagSeconds").GetDouble() < 30, Patience, "the lag does not go by this machine's clock");
    }

    [Fact]
    public async Task A_loop_that_turns_is_alive_however_much_time_goes_by_and_one_that_is_stuck_is_not()
    {
        using var feed = new StuckFeed();
        await using var stuck = await StartAsync(feed);
        // Only the listener that has the lease comes so far: the other one must not take it first.
        await feed.IsStuck.WaitAsync(Patience);
        await using var other = await StartAsync();
        (await LivenessAsync(stuck)).ShouldBe(HttpStatusCode.OK);

        _time.Elapsed = TimeSpan.FromMinutes(3);

        await Eventually.BecomesTrueAsync(async () => await LivenessAsync(stuck) == HttpStatusCode.ServiceUnavailable, Patience, "the stuck one is not alive");
        await Eventually.BecomesTrueAsync(async () => await LivenessAsync(other) == HttpStatusCode.OK, Patience, "the other one is alive");
        (await stuck.Http.GetStringAsync("/ping")).ShouldBe("pong");
    }

    private Task<ListenerHost> StartAsync(IOrderFeed? feed = null) => ListenerHost.StartAsync(
        _mongo.ConnectionString, _kitchen.Address,
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            if (feed is not null)
                builder.Services.AddSingleton(feed);
        });

    private static async Task<HttpStatusCode> LivenessAsync(ListenerHost host)
    {
        using var response = await host.Http.GetAsync("/health/live");
        return response.StatusCode;
    }

    private static async Task<double> GaugeAsync(ListenerHost host, string name)
    {
        var line = (await host.Http.GetStringAsync("/metrics")).Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task DeliversAsync(string id)
    {
        await _source.InsertAsync(SourceOrders.Order(id));
        await Eventually.BecomesTrueAsync(() => _kitchen.Received.Any(order => order.OrderId == id), Patience, $"{id} arrives");
    }

    /// <summary>A feed in which the thread of the loop never returns, as with a lock that nobody gives back.</summary>
    private sealed class StuckFeed : IOrderFeed, IDisposable
    {
        private readonly ManualResetEventSlim _released = new();
        private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsStuck => _stuck.Task;

        public Task<IOrderFeedSession> OpenAsync(FeedStart start, CancellationToken cancellationToken)
        {
            _stuck.TrySetResult();
            _released.Wait(CancellationToken.None);
            throw new FeedUnavailableException("it was stuck");
        }

        public Task<FeedPresent> GetPresentAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new FeedPresent(new FeedPosition("present"), DateTimeOffset.UnixEpoch));

        public Task KeepFirstStartAsync(FirstStart from, DateTimeOffset? time, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _released.Set();
    }
}
